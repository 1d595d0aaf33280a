"""What people ask to have done, in German.

A word in angle brackets is a slot: `<when>` begins with a time of day (`neun Uhr abends`), `<then>` with what leads
to
one (`um neun`, `morgen um neun`), `<day>` is a day without a time, `<days>` a number of days, `<length>` a length
of time.
"""

from __future__ import annotations

from appliance.language.forms import lines, listed
from appliance.language.german.affirmforms import DEEDS

_ONE = """([den | diesen | meinen | unseren | deinen | heutigen | den heutigen | den nächsten] (anruf | call |
  check in | termin))"""
_CALL = f"(das | es | dies | das hier | das gespräch | dieses gespräch | das heute | {_ONE})"
_CALLS = "([alle | die | meine | deine] anrufe | alles | das | es | das ganze | [die] erinnerungen)"
_AGAIN = "[wieder | nochmal | noch mal | noch einmal | lieber | zurück]"
_TODAY = "(heute | heute abend | heute morgen | heute mittag | heute nacht | für heute | das heute)"
_MOVING = "((verschiebe | verlege | schiebe) | (verschieben | verlegen | schieben) wir)"
_SETTING = "(mache | setze | setz | leg | lege)"
_TO_MOVE = "(verschieben | verlegen | schieben | machen | setzen | legen | umlegen)"

MOVE = lines(f"""
{_MOVING} [bitte] auf (<when> | <then>)
{_MOVING} [bitte] {_CALL} [bitte | lieber | doch | mal] [auf | für | nach] (<when> | <then>) [um | nach hinten]
{_SETTING} [bitte] {_CALL} [bitte | lieber | doch | mal] auf (<when> | <then>) [um | nach hinten]
[{_CALL}] [bitte | lieber] (auf | für) (<when> | <then>) [lieber] {_TO_MOVE}
{_CALL} [bitte | lieber | doch] [auf | für] (<when> | <then>) {_TO_MOVE}
(ruf | rufe | rufst du | rufen sie | meld | melde) [mich | dich | uns] [bitte | doch | lieber | erst | mal] {_AGAIN}
  (<then> | erst <then>) [lieber] {_AGAIN} [an]
(mich | dich) [bitte | doch | lieber | erst | mal] {_AGAIN} <then> [lieber] {_AGAIN} (anrufen | melden | zurückrufen)
""")
MOVE_LOOSE = lines(f"""
{_MOVING} [bitte] auf <day>
[bitte | lieber | erst] <then> [lieber] {_AGAIN} (anrufen | melden | zurückrufen)
versuch es [bitte | lieber | doch] {_AGAIN} <then> {_AGAIN} [lieber]
(können | könnten | lass | lasst | wollen) (wir | uns) [{_CALL}] [bitte | lieber | doch] <then> [lieber] [machen |
  reden | sprechen | telefonieren]
[{_CALL}] [lieber | doch lieber] <then> [lieber] (reden | sprechen | telefonieren)
{_MOVING} [bitte] {_CALL} [bitte | lieber | doch] [auf | für] <day> [um]
[{_CALL}] [bitte | lieber] (auf | für) <day> {_TO_MOVE}
{_CALL} [bitte | lieber] [auf | für] <day> {_TO_MOVE}
(ruf | rufe | rufen sie | meld | melde) [mich | dich | uns] [bitte | doch | lieber | erst | mal] {_AGAIN} [erst] <day>
  {_AGAIN} [an]
(mich | dich) [bitte | doch | lieber | erst] {_AGAIN} <day> {_AGAIN} (anrufen | melden | zurückrufen)
""")
MOVE_TOLD = lines("""
[doch | dann] lieber (<when> | <then>) [bitte]
""")
"""As well a correction of an answer, so never with a bare number: `lieber neun`."""

MOVE_BARE = lines(f"""
{_MOVING} [bitte] {_CALL} [bitte | lieber | mal] [auf später | auf ein andermal | auf einen anderen tag | auf ein
  anderes mal]
{_CALL} [auf später | auf ein andermal | auf einen anderen tag] {_TO_MOVE}
(verschieben | verlegen) [auf später] | (können | könnten | lass) (wir | uns) {_CALL} {_TO_MOVE} | (können | könnten)
  wir (verschieben | verlegen)
[{_CALL}] auf (heute abend | heute mittag | den abend | den nachmittag | den vormittag | den morgen) {_TO_MOVE}
{_MOVING} {_CALL} auf (heute abend | heute mittag | den abend | den nachmittag | den vormittag | den morgen)
""")
"""A time is missing."""

SNOOZE = lines(f"""
(schlummere | schlummern | snooze) [bitte] bis (<when> | <then>) | bis (<when> | <then>) schlummern
(ruf | rufe) [mich] [bitte] nicht vor <when> [wieder] [an] | erst (<then> | nach <when>) wieder
  anrufen
(lass | lasst) mich [bitte | noch] [für] <length> [lang] [noch] in (ruhe | frieden) | (lass | lasst) mich [bitte |
  noch] in (ruhe | frieden) für <length>
{_MOVING} [bitte] {_CALL} [bitte] um <length> [nach hinten | weiter] | {_CALL} [bitte] um <length> [nach hinten]
  {_TO_MOVE}
(keine anrufe | ruhe) (für | die nächste | die nächsten) <length>
""")

SNOOZE_LOOSE = lines("nicht vor <when>")
"""As well an answer to a question about a time."""

SKIP = lines(f"""
{_TODAY} [lieber | bitte | mal] aussetzen
(überspringe | überspring | lass | streiche | streich | skip | skippe | cancel) [bitte] {_TODAY} [bitte] [ausfallen |
  aus | weg | sein]
(überspringe | überspring | lass | streiche | streich | skip | skippe | cancel) [bitte] {_ONE} [bitte] [{_TODAY}]
  [ausfallen | aus | weg | sein]
(lass | lassen | lassen wir) [bitte | uns] {_CALL} [bitte] {_TODAY} [bitte] (ausfallen | aus | weg | sein | bleiben)
lass [bitte] [es | das] {_TODAY} (ausfallen | aus | weg | sein | bleiben)
[{_CALL}] {_TODAY} (überspringen | ausfallen lassen | auslassen | weglassen | streichen | skippen | sein lassen)
{_CALL} (überspringen | ausfallen lassen | auslassen | streichen) [{_TODAY}]
lass mich {_TODAY} [bitte] (aus | weg | in ruhe | in frieden)
""")
SKIP_LOOSE = lines(f"""
(lass | lassen wir) [bitte] {_CALL} [bitte] ausfallen | {_TODAY} (setzen wir | setze ich | lassen wir es) aus
(kein | keinen | keine) (anruf | anrufe | call | check in) [bitte] {_TODAY} | {_TODAY} [bitte] (kein | keinen | keine)
  (anruf | anrufe | call | check in) [bitte]
(ruf | rufe) [mich] [bitte] {_TODAY} [bitte] nicht [mehr | wieder] [an] | {_TODAY} [bitte] nicht [mehr] anrufen | ruf
  [bitte] {_TODAY} nicht an
(ich setze | ich setz | ich lasse) {_TODAY} aus | {_TODAY} setze ich aus | {_TODAY} fällt [es | der anruf | das] aus |
  ich passe {_TODAY}
""")
SKIP_WITH_REASON = lines("""
(heute | heute abend | heute morgen) [lieber | bitte] nicht | nicht (heute | heute abend)
(heute | heute abend | das heute) muss [leider] ausfallen
""")
"""Alone it is a no."""

_SILENCE = f"""
((pausiere | pausier | stoppe | stopp | unterbrich) [bitte] [{_CALLS}] | (mache | machen wir | lass uns) [bitte]
  [eine] pause [machen | mit den anrufen] | (keine | keinerlei) anrufe [mehr | bitte] | ruhe [bitte] | (setze |
  setz) [bitte] [{_CALLS}] | pause)
"""
PAUSE = lines(f"""
(mache | machen wir) [bitte] bis <day> [eine] pause | (ich brauche | ich mache | ich hätte gerne) [eine] pause bis
  <day> | (ich brauche | ich mache) bis <day> [eine] pause
{_SILENCE.strip()} bis (<day> | <when> | <then>) [aus | pausieren | bitte | einlegen]
{_SILENCE.strip()} bis [zum | einschliesslich | nach] (<day> | <days>) [aus | bitte]
{_SILENCE.strip()} [für] [die nächsten | die nächste | ganze] <days> [lang] [aus | bitte]
(setze | setz | pausiere | pausier) [bitte] [für] [die nächsten | die nächste] <days> [lang] [{_CALLS}] [aus]
(setze | setz | pausiere | pausier) [bitte] bis <day> [{_CALLS}] [aus]
[{_CALLS}] bis (<day> | <when> | <then>) (aussetzen | pausieren | stoppen | pause machen | nicht mehr anrufen | pause
  einlegen)
(mache | machen wir) [bitte] [für] [die nächsten | die nächste] <days> [lang] pause
[bitte] [für] [die nächsten | die nächste] <days> [lang] [bitte] (keine anrufe [mehr] | pause | ruhe) [bitte]
[{_CALLS}] [für] [die nächsten | die nächste] <days> [lang] (aussetzen | pausieren | stoppen | pause machen | nicht
  anrufen | pause einlegen)
(ruf | rufe | rufen sie) [mich] [bitte] bis (<day> | <when> | <then>) [bitte] nicht [mehr | wieder] [an]
(ruf | rufe | rufen sie) [mich] [bitte] [für] [die nächsten | die nächste] <days> [lang] [bitte] nicht [mehr | wieder]
  [an]
(lass | lasst) (mich | uns) [bitte] bis (<day> | <when> | <then>) [bitte] in (ruhe | frieden)
(lass | lasst) (mich | uns) [bitte] [für] [die nächsten | die nächste] <days> [lang] in (ruhe | frieden)
(lass | lasst) (mich | uns) [bitte] in (ruhe | frieden) bis (<day> | <when> | <then>)
bis <day> [bitte] (keine anrufe [mehr] | pause | ruhe | nicht anrufen | nicht mehr anrufen | in ruhe lassen)
""")
PAUSE_BARE = lines(f"""
(pausiere | pausier | unterbrich) [bitte] [{_CALLS}] | pause | [eine] pause [bitte] | mache [bitte | mal] [eine] pause
  | (setze | setz) [bitte] {_CALLS} aus | {_CALLS} (aussetzen | pausieren) | wir machen [eine] pause
(pausiere | pausier | setze | setz | keine) [bitte] ({_CALLS} | anrufe) (bis auf weiteres | vorerst | erstmal | bis
  ich es sage | bis ich wieder da bin | bis ich mich melde | eine weile | für eine weile | eine zeit lang) [aus]
{_CALLS} (bis auf weiteres | vorerst | erstmal | eine weile) (aussetzen | pausieren)
""")
"""A day is missing."""

FOCUS = lines("""
bleib [bitte | mal] [für] [die nächsten | die nächste | noch] <length> [lang] (bei | mit) (mir | uns) [dran | in der
  leitung]
bleib [bitte | mal] (bei mir | dran | bei uns) [für] [die nächsten | die nächste | noch] <length> [lang]
[bei mir | bei dir] [für] [die nächsten | die nächste | noch] <length> [lang] (bei mir bleiben | bei dir bleiben |
  bleiben | dranbleiben)
leiste mir [bitte | mal] [für] [die nächsten | die nächste] <length> [lang] gesellschaft | mir [für] <length> [lang]
  gesellschaft leisten
(starte | beginn | beginne | mache | öffne) [bitte | mal] [eine | einen] (fokus | fokussitzung | fokuszeit | fokus
  zeit | fokus sitzung | fokusrunde) [von | für | über | mit] <length>
(starte | beginn | beginne | mache) [bitte | mal] [eine | einen] <length> (fokus | fokussitzung | fokuszeit | fokus
  zeit)
""")
FOCUS_LOOSE = lines("""
(fokus | fokuszeit | fokussitzung) [für | von | bitte] <length> | <length> (fokus | fokuszeit | fokussitzung) [bitte]
(arbeite | arbeiten wir | lass uns) [bitte | mal] [für] <length> [lang] [zusammen] [mit mir] [arbeiten | zusammen
  arbeiten] | bleib [für] <length> [lang] (dran | da | hier)
""")
FOCUS_BARE = lines("""
bei (mir | dir) bleiben
bleib [bitte | mal | eine weile | ein bisschen | ein wenig] (bei mir | bei uns | dran) [eine weile | ein bisschen] |
  leiste mir [bitte | ein bisschen | ein wenig] gesellschaft
(starte | beginn | beginne | mache) [bitte | mal] [eine | einen] (fokus | fokussitzung | fokuszeit | fokus zeit)
""")
"""A length is missing."""

RESUME = lines("""
(ruf | rufe) [mich] [bitte] (wieder an | wieder ganz normal an | ab jetzt wieder an) | du (kannst | darfst) [mich]
  [jetzt] wieder anrufen | (schalte | schalt) [bitte] [die | meine | alle] anrufe [bitte] wieder (ein | an) | [die |
  meine] anrufe wieder (einschalten | anschalten | aufnehmen | aktivieren) | (beende | beenden wir) die pause | die
  pause (beenden | ist vorbei | ist zu ende) | pause beenden | (mache | machen wir) wieder weiter mit den anrufen
""")

ASKS = lines("""
(kannst | könntest | würdest | willst | magst) du [bitte | mal | vielleicht | mir] | (können | könnten | würden) sie
  [bitte | mal] | bitte | du (kannst | könntest | sollst | sollst bitte) [bitte] | (können | könnten) wir [bitte |
  das] | lass uns | ich (will | möchte | hätte gerne) dass du | wäre es möglich | geht es dass du | vielleicht | am
  besten
""")
OWN_ASKS = lines("""
(kann | könnte | darf | dürfte) ich [bitte | mal] | ich (möchte | will | würde gerne | würde lieber | würde | muss |
  müsste | wollte | mag) [gerne | bitte | lieber | mal]
""")
"""Before a wish that cannot be a promise of one's own."""

OPENING = listed("""
bitte ok oh also so hey hi hallo danke sorry entschuldigung einfach ehrlich gesagt eigentlich nein ja aber und dann
mann hör gut na klar ach jo du tja doch besser lieber servus moin äh
""")
CLOSING = listed("""
bitte ok danke sorry dir dann lieber mann gut ja jetzt tschüss mal doch schön du vielleicht
""")
CLOSING_PHRASES = lines("""
wenn (es geht | das geht | es dir nichts ausmacht | möglich | das möglich ist | das ok ist | es passt) | geht das |
  ginge das | wäre das möglich | ist das ok | ja | oder | danke schön | danke dir
""")

_STATE = """
(krank | erkältet | müde | kaputt | erschöpft | beschäftigt | weg | unterwegs | verreist | im ausland | auf der
  arbeit | bei der arbeit | im büro | im bett | im krankenhaus | verletzt | verkatert | am kochen | am essen | beim
  essen | in einem meeting | im meeting | am telefon | im zug | im bus | im auto | auf reisen | im urlaub | auf
  dienstreise | bei freunden | bei meiner familie | bei meinen eltern | auf einer feier | beim arzt | nicht da |
  nicht zu hause | nicht fit | platt)
"""
STATES = lines(f"""
ich (schaffe | packe) es (heute | jetzt | gerade) [leider | einfach] nicht | (heute | jetzt) schaffe ich es [leider |
  einfach] nicht
(ich bin | bin | ich fühle mich | wir sind) [gerade | heute | noch | sehr | total | so | zu | ziemlich | etwas |
  leider | ein bisschen | echt] {_STATE.strip()} [heute | gerade | jetzt | diese woche]
(ich habe | habe) [heute | gerade | leider | so] (fieber | kopfschmerzen | migräne | grippe | die grippe | eine
  erkältung | schnupfen | einen termin | besuch | bauchweh | bauchschmerzen | halsschmerzen | rückenschmerzen |
  urlaub) [heute | gerade]
(mir geht es | es geht mir) [heute | gerade] (nicht gut | schlecht | mies | nicht so gut | gar nicht gut) [heute]
mir ist [heute | gerade] (schlecht | übel | schwindlig)
""")
"""Reasons that may lead without a pause between them and the wish."""

CLAUSES = lines("""
ich bin | ich habe | ich hatte | ich fühle | ich muss | ich brauche | ich kann | ich will | ich war | ich fahre | ich
  fliege | ich gehe | ich liege | ich komme | ich schaffe | wir sind | wir haben | wir fahren | mein | meine | meiner
  | unser | unsere | es ist | es geht | es kam | da ist | mir geht | mir ist | bin | habe | heute ist | ist was
  dazwischen gekommen | zu (krank | müde | beschäftigt | viel)
""")
"""How a reason begins that nothing introduces."""

GREETINGS = ("ich bin (da | hier | dran | es)", "bin (da | dran)")
INTRODUCTIONS = ("es ist", "da ist")

PAST = DEEDS | listed("""
war hatte wollte konnte musste ging kam vergessen geschafft gemacht gewesen hatten waren gefühlt eingeschlafen gestern
""")
"""A reason with one of these tells of a deed left undone, not of a call to leave out."""

BECAUSE = lines("weil | denn | wegen | der grund ist [dass] | da ich | da wir | da mein | da meine")
AND_SO = listed("und aber denn da also so")
TASK = lines("während | damit | solange | bis | zum | fürs | für das | für den | für die")
"""What introduces a focus session's task."""
