"""Words about the talk itself, in German: time to think, another persona, what is to be remembered or forgotten."""

from __future__ import annotations

from appliance.language.forms import lines, listed

THINK = lines("""
lass [mich | mal] [kurz | mal] (überlegen | nachdenken | schauen | sehen)
lass mich [kurz | mal | bitte | eben | einen moment | noch] (überlegen | nachdenken | denken | schauen | sehen |
  nachsehen | nachschauen)
(moment | sekunde | augenblick | momentchen | sekündchen) [bitte | mal | noch | ich überlege | kurz]
(einen | eine | nur einen | nur eine | kleinen) [kurzen | kleinen | kurze | kleine] (moment | augenblick | sekunde |
  minute | momentchen) [bitte | noch | ich überlege]
[warte | wart | warten sie] [mal | bitte | kurz | noch] [einen moment | einen augenblick | eine sekunde | eine minute
  | moment | kurz | ich überlege]
ich (überlege | denke) [kurz | noch | gerade | mal] [nach | darüber nach] | ich muss [kurz | mal | erst | noch]
  (überlegen | nachdenken | nachsehen | nachschauen) | da muss ich [kurz | mal | erst] (überlegen | nachdenken)
gib mir [bitte | noch | kurz] (einen | eine) [kurzen | kurze] (moment | sekunde | minute | augenblick) [zeit] | gib
  mir [bitte | noch] [etwas | ein bisschen | kurz] zeit [zum überlegen | zum nachdenken] | gib mir zeit
gute frage [lass mich überlegen | moment | da muss ich überlegen] | schwere frage | bleib dran | mal überlegen |
  überleg | (stopp | stop) [mal] kurz | hetz mich nicht | ich bin am überlegen
""")
FORGET = lines("""
das (sollst | brauchst | musst | darfst) du [dir] [bitte] nicht [zu] (speichern | merken | aufschreiben | behalten |
  notieren) | das bleibt unter uns | schreib das [bitte] nicht auf
[das war (falsch | quatsch | blödsinn | unsinn | ein versehen | nicht so gemeint)] [bitte]
  (vergiss | lösche | lösch | streiche | streich | vergessen sie) [bitte] (das | es | das letzte | das wieder | was ich
  [gerade | eben] gesagt habe | meine letzte antwort) [bitte | wieder | bitte wieder | gleich wieder | einfach]
(merk | merke | speicher | speichere | notier | schreib) [dir] [bitte] (das | es) [bitte] nicht [auf]
das (kannst du | sollst du) [bitte | wieder | gleich wieder] (vergessen | löschen | streichen) | kannst du das [bitte
  | wieder] (vergessen | löschen)
""")
FORGET_LEAD = lines("""
[bitte] (vergiss | lösche | streiche) [bitte] das (mit | von | über)
[bitte] (vergiss | lösch | lösche | vergessen sie) [bitte] [alles] (dass | was ich [dir] [gerade] über | was du über |
  was ich von | alles über)
""")
TALK = lines("""
(können | könnten | wollen) wir [kurz | ein bisschen | mal | einfach | bitte | jetzt | ein wenig] (reden | sprechen |
  quatschen | plaudern)
(kann | könnte | darf) ich [kurz | mal] mit dir (reden | sprechen | quatschen)
ich (möchte | will | würde gerne | muss | mag) [gerne | jetzt | einfach | kurz | mal] [mit dir | mit jemandem] [ein
  bisschen | einfach | nur | kurz | mal | ein wenig] (reden | sprechen | quatschen | plaudern)
lass uns [kurz | ein bisschen | mal | einfach | ein wenig | über was anderes | über etwas anderes] (reden | sprechen |
  quatschen | plaudern)
(rede | red | sprich) [bitte | einfach | ein bisschen] mit mir | hast du [kurz | gerade] zeit [zum reden | für mich] |
  ich brauche jemanden zum reden
""")

SWITCH_LEAD = lines("""
[bitte] (wechsle | wechsel | ändere | ändre | tausche) [bitte | mal] die (persona | stimme | rolle | figur |
  persönlichkeit) (zu | zum | zur | auf | gegen) [den | die | dem | der]
[bitte] (wechsle | wechsel | wechsele | schalte | schalt | wechseln sie) [bitte | mal] [um] (zu | zum | zur | auf)
  [dem | den | der | die | das]
(kannst du | könntest du | können wir | ich will | ich möchte | lass uns) [bitte | mal] (zu | zum | zur | auf) [den |
  die | dem | der]
""")
"""What follows may be any persona's name, a user's own as well."""

WANT_LEAD = lines("""
mache [bitte | mal | jetzt | mir] [den | die]
hol [mir | uns] [bitte | mal | jetzt | lieber] [wieder] [den | die] | (stell | stelle) [bitte | mal] [um] auf
(ich will | ich möchte | ich hätte gerne | gib mir | ich brauche | lass mich | kann ich) [lieber | bitte |
  mal | jetzt] [mit] [den | die | das | dem | der | einen | eine | einem | mein | meinen | meinem | zum | zur]
(sei | werde | spiel | spiele) [bitte | mal | jetzt | lieber] [mein | der | die | ein | eine | den]
(wechsle | wechsel | tausche) [bitte] [den | die]
""")
"""What follows is a persona only where its name is known, or `Persona` is said."""

_CLOSE = "[sprechen | reden | haben | wechseln | umschalten | hören | zurück]"
PERSONAS = {
    "drill_sergeant": lines("drillsergeant | drill sergeant | sergeant | feldwebel | spiess | ausbilder | drill"),
    "motivator": lines("motivator | motivatorin | motivierer | motivationscoach | motivation"),
    "friend": lines("freund | freundin | kumpel | freundliche | freundlichen | freundlicher"),
    "mentor": lines("mentor | mentorin | weise | weisen | lehrer"),
    "abuser": lines("""
abuser | fiesling | fiese | fiesen | sarkastische | sarkastischen | sarkastischer | spötter | sarkasmus | lästermaul
"""),
}
"""The personas that come with the appliance, by how they are asked for."""

PERSONA_NOUNS = listed("persona persönlichkeit modus stimme charakter figur coach rolle")
PERSONA_ARTICLES = listed("zu auf den die das dem der einen eine ein mein meinen meinem zum zur deinen")
PERSONA_CLOSING = listed("""
um an her ran bitte jetzt wieder heute dann danke zurück sprechen reden haben wechseln umschalten hören gehen
sein stattdessen
""")

REMEMBER_LEAD = lines("""
[bitte] (merk | merke | notier | notiere | merken sie | behalte | behalt) [dir | sich] [bitte | mal] [das | folgendes]
  [dass]
(kannst du | könntest du | du sollst | du solltest) [dir] [bitte] merken [dass] | denk [bitte] daran dass | vergiss
  [bitte] nicht dass | schreib [dir] [bitte] auf [dass] | nur damit du es weisst | zum merken | damit du bescheid
  weisst
""")
"""What follows is kept, word for word."""

REMEMBER_BARE = lines("[bitte] (du musst wissen | wisse | wichtig)")
SUBJECTS = listed("mein meine meiner ich wir er sie es unser unsere das der die dass ihr sein seine")
SAYS = listed("""
ist sind war heisst hat haben habe mag mögen liebt hasst wohnt arbeitet braucht kann bin wird ruft kommt trinkt isst
""")
