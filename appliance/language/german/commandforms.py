"""Words about the call itself, in German. `du` and `Sie` are both understood; fillers are left out before."""

from __future__ import annotations

from appliance.language.forms import lines

_YOU = "(kannst du | könntest du | würdest du | können sie | könnten sie | kannst)"

REPEAT = lines(f"""
ich habe [leider | gerade | dir] nicht (zugehört | aufgepasst | hingehört) | [das] ging [mir] zu schnell nochmal
ich habe die frage (vergessen | nicht mitbekommen | überhört)
habe (dich | das | sie) [leider | gerade] nicht (gehört | verstanden | mitbekommen)
[kannst du | könntest du] [bitte] die frage [bitte] [noch] [einmal | mal] stellen | [das] habe ich [rein] akustisch
  nicht verstanden | stell die frage [noch] [einmal | mal | nochmal]
[{_YOU}] [das | es | die frage | den satz | mir das] [bitte] [noch] (einmal | nochmal | noch mal | mal | nochmals |
  wieder) [sagen | wiederholen | fragen] [bitte]
[{_YOU}] [das | es | die frage | den satz] [bitte] [noch] [einmal | nochmal | mal] (wiederholen | sagen)
(sag | sage | frag | frage | wiederhole | wiederhol | sagen sie) [das | es | mir] [bitte | mal] [noch] [einmal |
  nochmal | noch mal | mal] [bitte]
(wie | was) [bitte | war das | war die frage | meinst du | meinen sie | hast du gesagt | hast du gefragt | haben sie
  gesagt | sagst du | nochmal | noch mal]
wie war das | wie war die frage | was war nochmal die frage | wie bitte | hä | häh | entschuldigung | pardon | wie
  meinst du das
ich habe (dich | das | sie | die frage) [leider | gerade | jetzt] nicht (verstanden | gehört | mitbekommen)
[das | die frage] habe ich [leider | gerade | jetzt] nicht (verstanden | gehört | mitbekommen | ganz verstanden |
  richtig verstanden | richtig gehört)
nicht (verstanden | gehört | mitbekommen) | ich verstehe (dich | das | sie) [gerade] [so] (nicht | schlecht) | ich
  höre (dich | sie) [gerade | so] (nicht | schlecht) | lauter | sprich lauter | etwas lauter | ein bisschen lauter
(wer | wer ist | wer spricht) [ist da | ist dran | bist du | da | spricht da]
""")
SLOWER = lines(f"""
(noch einmal | nochmal | noch mal) [bitte] (langsamer | langsam) [bitte]
(geht es | ginge es | geht das) [auch | bitte | vielleicht | ein bisschen | etwas] langsamer | mache [mal | bitte]
  langsam | langsam bitte | (rede | sprich) [bitte | mal] langsam | [bitte] langsam [zum mitschreiben]
[{_YOU}] [bitte] [noch | etwas | ein bisschen | bisschen | viel | mal | ein wenig] langsamer [bitte] [sprechen | reden
  | sagen | machen]
(sprich | rede | sprechen sie | mache) [bitte | doch | mal] [etwas | ein bisschen | bisschen | ein wenig] langsamer
[das war | du bist | du redest | du sprichst | das ist | das geht | sie sprechen] [mir | viel | etwas] zu schnell [für
  mich | gewesen]
[(rede | sprich | bitte)] nicht so schnell [bitte] | langsam [langsam | bitte] | immer mit der ruhe
""")
SKIP = lines(f"""
lassen wir [das | die frage | die] (weg | aus | sein) | [die frage | das] gefällt mir nicht | (eine | ne) andere frage
  [bitte] | weiter zur nächsten [frage] | (gehen wir | geh) weiter
(frag | frage) [mich] [bitte | lieber] (was | etwas) anderes
keine lust [nächste frage | weiter] | (dazu | da | darüber) (sage | rede | spreche) ich [lieber | jetzt] (nichts |
  nicht) [dazu] | (darüber | da | drüber | davon) (möchte | will | mag) ich [lieber | jetzt] nicht (reden | sprechen |
  drüber reden) | ich (möchte | will | mag) [da | darüber] nicht drüber (reden | sprechen) | (möchte | will | mag) ich
  nicht drüber (reden | sprechen)
(die frage | das | die) (überspringen | lassen | übergehen) wir [aus | weg] | lass [es] gut sein | lassen wir [gut]
  sein
[lass uns | {_YOU} | ich möchte | ich will | wir | können wir] [das | die frage | diese | diese frage | die | den |
  das thema] [bitte | lieber | mal] (überspringen | auslassen | weglassen | skippen | übergehen)
(überspringe | überspring | skip | lass) (das | die frage | die | diese | diesen | das thema) [bitte | mal] [aus | weg
  | sein]
(überspringen | weiter | nächste | nächste frage | die nächste | die nächste frage | der nächste punkt | nächster
  punkt | nächstes) [bitte] | passe | ich passe | weiter im text | mache weiter | mach weiter | weiter geht es
[da] [dazu | darüber | das] (möchte | will | mag) ich [jetzt | lieber | gerade | heute] [nichts | nicht] [dazu] (sagen
  | reden | sprechen | beantworten | antworten)
ich (möchte | will | mag) [das | dazu | darüber | die frage] [jetzt | lieber | gerade | heute] (nichts | nicht) [dazu]
  (sagen | reden | sprechen | beantworten | antworten)
keine (angabe | antwort) | kein kommentar | das geht dich nichts an | das ist privat | frag [mich | das] [lieber]
  nicht | egal | vergiss es | lassen wir das | sage ich nicht | das sage ich nicht
""")
STOP = lines(f"""
lass uns [jetzt | bitte | hier | mal | lieber | damit] [für heute] (aufhören | schluss machen | auflegen | beenden)
(machen wir | hören wir) [jetzt | bitte | hier | lieber | damit] [für heute] (schluss | auf)
(können | könnten) wir [bitte | jetzt | hier | das] (aufhören | schluss machen | hier aufhören | jetzt aufhören |
  auflegen)
ich habe [jetzt | heute] (keine lust | keinen bock | genug) [mehr] [tschüss] | höre [jetzt | bitte] auf [mich | mir]
  [anzurufen | zu nerven | auf die nerven zu gehen] | hör [jetzt | bitte] auf [mich | mir] (anzurufen | zu nerven)
[dann] (tschüss | tschau | ciao | servus | ade | mach es gut | wiedersehen | auf wiederhören | gute nacht) [dann | du
  | dir] (bis (bald | dann | später | morgen | nächstes mal | zum nächsten mal) | gute nacht | schönen tag [noch] |
  schönen abend [noch])
stopp | stop | halt | aufhören | hör auf | hören sie auf | hör [jetzt | bitte | sofort] auf | schluss [jetzt | damit |
  für heute] | ende | aus | beenden | abbrechen | abbruch | auflegen | leg [bitte | jetzt] auf | legen sie auf | ich
  lege [jetzt] auf
[{_YOU}] [das | den anruf | das gespräch] [jetzt | bitte] (beenden | abbrechen | aufhören | auflegen)
(beende | stoppe | brich) [das | den anruf | das gespräch | den call] [jetzt | bitte] [ab]
[auf] (wiedersehen | wiederhören) | tschüss | tschüssi | tschau | ciao | servus dann | mach es gut | bis (bald | dann
  | später | morgen | nächstes mal | zum nächsten mal) | gute nacht | schönen (abend | tag) noch | schlaf gut | ade |
  baba | pfiat di | schönen feierabend
lass (mich | uns) [jetzt | bitte | doch | endlich] (in ruhe | in frieden | los) | geh weg | verschwinde | hau ab |
  halt [den mund | die klappe | die fresse] | sei (still | ruhig | leise) | ruhe [jetzt] | klappe | verpiss dich
(das | es) reicht [jetzt | mir | für heute] | reicht [jetzt | für heute] | genug [jetzt | für heute | davon] | mir
  reicht es | das war es [für heute | dann | von mir] | wir sind fertig | ich bin fertig [hier] | keine weiteren
  fragen | keine fragen mehr
ich (muss | sollte) [jetzt | leider | dann | mal | schnell] (los | weg | gehen | auflegen | weiter | schluss machen)
ich (möchte | will | mag) [jetzt | heute] (aufhören | auflegen | nicht mehr | nicht mehr reden | nicht reden | schluss
  machen)
(ruf | rufe) [mich] [bitte] (nie wieder | nicht mehr) an
""")
UNKNOWN = lines("""
[ich] habe [ich] [da | heute | gar | leider] nicht (drauf | darauf) geachtet | [da | darauf | drauf] habe ich nicht
  [drauf | darauf] geachtet
das kann ich [dir | ihnen | jetzt | gerade | so] nicht (sagen | genau sagen | beantworten) | weiss ich [jetzt | noch |
  gerade | auch | selbst | leider] nicht [so] [genau | mehr] | ich weiss [es] noch nicht | [das] weiss ich noch nicht
[das | ich | da] (weiss | wüsste) [ich] [es | das | gerade | jetzt | leider | ehrlich | auch | so] [genau] nicht [mehr
  | genau | so genau | wirklich | auswendig | sicher | recht | mehr genau] [ehrlich gesagt]
(keine | null) (ahnung | idee | peilung) [ehrlich gesagt | leider] | kein plan | kein schimmer | keinen (plan |
  schimmer | blassen | blassen schimmer) | ich habe keine ahnung | ich habe keinen (schimmer | plan | blassen
  schimmer)
(ich bin [mir] | bin [mir] | da bin ich [mir]) [gerade | leider | jetzt | da] (nicht | un) [ganz | so | wirklich]
  sicher
ich bin (unsicher | mir unsicher) | (nicht | un) sicher | schwer zu sagen | kann ich [so | dir | leider | gerade |
  jetzt] nicht (sagen | genau sagen) | ich kann es [dir] [leider | gerade] nicht (sagen | genau sagen) | wer weiss
  [das] | frag mich (was leichteres | nicht) | da fragst du mich was | da bin ich überfragt | überfragt
ich (erinnere mich | weiss es) [leider | gerade] nicht [mehr] | daran erinnere ich mich nicht [mehr] | das habe ich
  nicht (gezählt | gemessen | aufgeschrieben | mitgezählt | im kopf)
(habe | ich habe) [ich] [es | sie | das | mich | heute] nicht (gezählt | gemessen | gewogen | aufgeschrieben |
  mitgezählt | nachgesehen | geschaut | nachgeschaut | im kopf | gemerkt | mitgeschrieben)
nicht (gezählt | gemessen | gewogen) | weiss der (geier | himmel | kuckuck)
""")
FORGOT = lines("""
[das] habe ich [leider | total | schon] (vergessen | wieder vergessen)
ich habe [es | das | die zahl] [leider | total | schon] (vergessen | wieder vergessen) | vergessen
""")
"""For a number it is not knowing; for yes and no it is a no."""

_AGAIN = "[nochmal | noch mal | noch einmal | wieder | einfach]"
_WHEN = """(später | morgen | nachher | gleich | ein andermal | ein anderes mal | heute abend | heute nachmittag |
  in einer weile | etwas später | ein bisschen später | bald | in ein paar minuten | dann)"""
LATER_CALL = lines(f"""
[ich] bin [gerade | noch] (im supermarkt | im kino | im restaurant | im café | im fitnessstudio | im schwimmbad | im
  wartezimmer | beim arzt | beim zahnarzt | beim friseur | beim einkaufen | beim sport | beim training | beim laufen |
  beim joggen | beim spazieren | beim duschen | beim putzen | einkaufen | laufen | joggen | spazieren | duschen | auf
  dem weg | auf dem heimweg | auf einer feier | auf einer party | bei freunden | bei meinen eltern | am arbeiten | am
  einkaufen | am putzen | am telefonieren | mitten im gespräch | mitten in der arbeit | mitten im kochen)
[ich] (sitze | stehe | bin) [gerade | noch | schon] (im auto | im bus | im zug | in der bahn | im stau | an der kasse
  | auf dem klo | auf dem fahrrad | auf dem rad)
[bitte] (ruf | rufe | rufst du | rufen sie | meld | melde) [mich | dich | sich] [bitte | doch | mal] {_AGAIN} {_WHEN}
  {_AGAIN} [an | zurück]
(ruf | rufe | rufen sie) [mich] [bitte] {_AGAIN} (an | zurück)
{_YOU} [mich | dich | sich] [bitte] {_WHEN} {_AGAIN} (anrufen | zurückrufen | melden)
{_YOU} [mich] [bitte] (nochmal | wieder | noch mal) (anrufen | melden)
(können | könnten | lass | lasst) (wir | uns) [das | bitte] {_WHEN} {_AGAIN} [machen | reden | sprechen |
  telefonieren]
versuch es [bitte] {_AGAIN} {_WHEN} {_AGAIN} | versuchs (später | nachher) | snooze | schlummern
[es | das | jetzt] (passt | ist) [es] [mir] [gerade | jetzt] [gar | leider | überhaupt] (nicht | schlecht | ungünstig
  | blöd | ein schlechter zeitpunkt | ein schlechter moment | kein guter moment | kein guter zeitpunkt) [gut | so gut]
(gerade | jetzt) (ist | passt) [es] [mir] [gar | leider] (nicht | schlecht | ungünstig | blöd) [gut | so gut]
schlechter (zeitpunkt | moment) | ungünstig gerade | gerade (schlecht | ungünstig | nicht so gut | keine zeit)
(ich bin | bin | ich stecke | ich habe) [gerade | jetzt | noch | leider] [sehr | total | ziemlich] (beschäftigt | im
  stress | am telefon | in einem meeting | im meeting | in einer besprechung | in einem gespräch | am steuer | am
  fahren | im auto | am essen | beim essen | beim kochen | am kochen | bei der arbeit | auf der arbeit | im dienst |
  unter der dusche | auf dem klo | unterwegs | im bus | in der bahn | im zug | nicht zu hause | nicht daheim | in der
  arbeit | mitten in etwas | beim arzt | im unterricht | in der vorlesung)
ich (fahre | esse | koche | arbeite | dusche | telefoniere) [gerade | noch | jetzt]
(im meeting | in einem meeting | in einer besprechung | am fahren | beim essen) [gerade]
ich (kann | habe) [gerade | jetzt | leider | momentan] (nicht | keine zeit | nicht reden | nicht sprechen | nicht
  telefonieren) [reden | gerade | dafür]
(kann | habe) [ich] [gerade | jetzt] (nicht reden | nicht sprechen | nicht telefonieren | keine zeit) [gerade]
keine zeit (gerade | jetzt) | jetzt keine zeit | ich rufe [dich] [später | nachher] zurück | ich melde mich [später]
""")
LATER_BARE = lines("""
[vielleicht | etwas | ein bisschen | lieber | eher | bisschen] (später | nachher) [bitte | vielleicht | lieber] |
  (nicht | lieber nicht) (jetzt | gerade | im moment) | (jetzt | gerade | im moment) [lieber | bitte] nicht
ein (andermal | anderes mal) | in (einer weile | einem moment | ein paar minuten) | gleich | (einen moment | moment)
  später
""")
"""Putting off, with a question asked: an answer to `hast du …?`, a wish to be called again otherwise."""

LATER_PRESENCE = lines("""
heute nicht | (lieber | erst | dann) morgen | morgen (wieder | bitte | dann) | gib mir (eine minute | einen moment |
  ein paar minuten | etwas zeit) | (ein | eine | ein paar) (minute | minuten) [noch] | noch (ein paar minuten | fünf
  minuten) | [ich] schlafe [noch | schon] | ich bin (müde | noch im bett | im bett | kaputt | am schlafen) | lass mich
  schlafen | ich habe geschlafen | beschäftigt | keine zeit | stör mich nicht
""")
LATER_WITH_TIME = lines(f"""
[bitte] (ruf | rufe | rufst du | rufen sie | meld | melde) [mich | dich | sich] [bitte | doch | mal] {_AGAIN}
{_YOU} [mich | dich | sich] [bitte] {_AGAIN} | gib mir [bitte] [noch] | ich brauche [noch] | snooze | schlummern |
  noch | warte [noch] | erinnere mich [nochmal | wieder] | versuch es [nochmal | wieder | noch mal]
""")
"""What may stand before `in zehn Minuten`."""

AFTER_A_TIME = lines("""
[bitte] [nochmal | noch mal | noch einmal | wieder] [an | zurück | anrufen | melden | zurückrufen | ran | bitte |
  zeit] [bitte]
""")

NOTHING_TO_PROMISE = lines("""
[nein] (nichts | gar nichts | keins | keine) (heute | morgen | für heute | für morgen | mehr | dabei | geplant) | ich
  habe nichts (vor | geplant | zu versprechen) | [heute | morgen] (gar nichts | nichts) [vor | geplant]
[nein] (nein | nichts | gar nichts | keine | keins | keinen | nichts heute | heute nichts | mir fällt nichts ein | da
  fällt mir nichts ein | fällt mir nichts ein | ich habe nichts | nichts besonderes | nichts bestimmtes | nein danke |
  heute nicht | diesmal nicht | nicht wirklich | eigentlich nicht | nichts für morgen | für morgen nichts | ich
  verspreche nichts | kein versprechen | keine versprechen) [heute | danke]
""")

PRESENT = lines("""
ja | jo | jep | jup | jap | jawohl | jau | mhm | klar | sicher | natürlich | immer | gut | ok | hallo | hi | hey |
  servus | moin | grüss gott | grüss dich | grüezi | na | guten (morgen | tag | abend) | morgen | mahlzeit | abend |
  tag | moin moin | hallöchen | jawoll | anwesend | zur stelle | hier
(ich bin | bin | bin ich) [ja | schon | jetzt] (da | hier | dran | wach | bereit | soweit | zuhause | zu hause | am
  apparat | ganz ohr | daheim | wieder da) | ich bin es | bin es | das bin ich | ja ich | am apparat | persönlich |
  höchstpersönlich | selbst | selbst am apparat | du sprichst mit (mir | ihm | ihr)
(ich höre | höre) [dich | zu] | ich höre dir zu | leg los | schiess los | fang an | los | los geht es | was gibt es |
  was ist | was ist los | ja bitte | sprich | red mit mir | na los | kannst anfangen | kann losgehen | von mir aus |
  ich habe zeit | habe zeit | bin ganz ohr | auf geht es
""")

NOT_ME = lines("""
(die | der | seine | sein | ihr | ihre) (mutter | mama | vater | papa | schwester | bruder | mitbewohner |
  mitbewohnerin | oma | opa | tante | onkel | tochter | sohn | partnerin | partner | freundin | nachbarin | nachbar)
  [von]
[da] (haben sie | hast du) [sich | dich] verwählt | verwählt
(das bin | bin | da bin) ich nicht | nicht ich | ich bin [es] nicht | ich bin (jemand anders | jemand anderes | wer
  anders | nicht die richtige person | nicht er | nicht sie | nicht der | nicht die)
(falsche | die falsche | falsche person | falscher | der falsche) [person | nummer | mann | frau | verbunden] | falsch
  verbunden | da sind sie falsch | da bist du falsch | hier ist (jemand anders | jemand anderes | wer anders)
(ich bin | hier ist | hier spricht | das ist | am apparat ist) (seine | ihre | die | sein | ihr | der | nur die | nur
  der) [kleine | grosse | ältere | jüngere | kleiner | grosser] (frau | mann | freundin | freund | mutter | mama |
  vater | papa | tochter | sohn | schwester | bruder | mitbewohner | mitbewohnerin | oma | opa | tante | onkel |
  partner | partnerin | nachbar | nachbarin | babysitter | babysitterin | putzfrau | kollege | kollegin | cousin |
  cousine | kumpel)
(so jemanden | den | die | eine solche person | so jemand) (gibt es | kenne ich | wohnt) [hier] [nicht] | hier (gibt
  es | wohnt) (keiner | niemand | keinen | keine) [der so heisst] | (wer | wen) soll das sein | kenne ich nicht
""")

_AWAY = """
(weg | unterwegs | ausser haus | nicht zu hause | nicht da | nicht hier | nicht daheim | nicht zuhause | nicht
  erreichbar | im bett | bei der arbeit | auf arbeit | auf der arbeit | in der arbeit | arbeiten | im büro | in der
  schule | einkaufen | im urlaub | verreist | beim sport | duschen | unter der dusche | im bad | am telefon | in
  einem meeting | im meeting | beschäftigt | gegangen | rausgegangen | draussen | im garten | oben | unten | im
  keller | krank | im krankenhaus | nicht verfügbar | noch nicht da | nicht mehr da | gerade nicht da | noch nicht
  zu hause | noch nicht zurück)
"""
OUT = lines(f"""
(er | sie) (ist | wäre) [gerade | jetzt | leider | noch | schon | heute | kurz | mal | momentan] {_AWAY.strip()}
(ist | der ist | die ist | ist er | ist sie) [gerade | jetzt | leider | noch | schon | heute | kurz | mal | momentan]
  {_AWAY.strip()}
(er | sie | der | die) (schläft | duscht | arbeitet | telefoniert | badet | isst) [gerade | noch | schon]
(er | sie | der | die) (kann | will) [gerade | jetzt | leider] nicht [ans telefon | sprechen | reden | rangehen]
(er | sie | der | die) [ist] [gerade | eben | schon] (weggegangen | rausgegangen | losgegangen | ausgegangen |
  gegangen) | (er | sie | der | die) kommt [erst | gleich | später | heute | morgen] [später | wieder | zurück | heim]
(niemand | keiner) (da | hier | zu hause | daheim | ist da | ist hier | ist zu hause)
nicht (da | hier | zu hause | zuhause | daheim | erreichbar) [gerade | im moment | jetzt | heute]
""")
"""Said about somebody else."""

LEAVING = lines("""
(ich muss | muss) [jetzt | leider | gleich | sofort | dringend | schnell] (los | weg | gehen | rennen | auflegen)
""")
