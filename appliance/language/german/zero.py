"""German ways to say that there was nothing, where a number is asked for."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.reading.tokens import BREAK
from appliance.language.reading.zero import ZeroWords

_DONE = """(getrunken | geraucht | gegessen | gemacht | geschafft | gelaufen | gelesen | geschlafen | gehabt | da |
  trainiert | gegangen | gefahren | gejoggt | geschwommen | geschrieben | gelernt | geübt | gearbeitet)"""

ZERO = ZeroWords(
    plain=Forms(
        lines(f"""
[nein] [ich habe | es waren | es war | da war | hatte ich | ich hatte | waren es | habe ich] [heute | bisher] [gar |
  überhaupt | absolut] (kein | keine | keinen | keiner | keins | keines | nichts | null) [einzige | einzigen |
  einziges | einziger] [heute | bisher | bis jetzt] [{_DONE}]
nicht (ein | eine | einen) (einzige | einziger | einziges | einzigen) [heute] | nicht (ein | eine | einen)
""")
    ),
    opening=listed("nichts null keins keiner"),
    implied=Forms(
        lines(f"""
[nein] [ich] (habe | bin | hatte) [ich] [heute | gestern] (nicht | nichts | gar nicht | gar nichts | überhaupt nicht)
  [{_DONE} | gegangen | dazu gekommen]
(heute | noch | gar | überhaupt) nicht
[nein] [heute | gestern | noch] [gar | überhaupt] nicht [heute] {_DONE} [heute]
nie | niemals
[nein] gar nicht [heute | {_DONE}]
[ist] [heute] ausgefallen
""")
    ),
    not_any=Forms(
        lines("""
[ich] (habe | hatte | bin) [ich] [heute | bisher | noch] (kein | keine | keinen) [einzige | einzigen]
""")
    ),
    bare_no=Forms(("nein",)),
    no=listed("kein keine keinen"),
    not_things=listed("""
ahnung schimmer plan lust zeit problem frage fragen kommentar sorge bock peilung angst antwort angabe angaben
"""),
    when=listed("heute bisher gestern getrunken geraucht gegessen gemacht geschafft gelaufen gelesen"),
    fillers=listed("""
mal nur bloss eben nun äh ähm öh hm ach also halt ja tja leider ehrlich gesagt eigentlich echt oh na mei einzige
einzigen einziger einziges
""")
    | {BREAK},
)
