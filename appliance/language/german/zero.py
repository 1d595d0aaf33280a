"""Ways to say that there was nothing, where a number is asked for."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.german.tokens import BREAK
from appliance.language.values import Found

_PLAIN = Forms(
    lines("""
[nein] [ich habe | es waren | es war | da war | hatte ich | ich hatte | waren es] [heute | bisher] (kein | keine |
  keinen | keiner | keins | keines | nichts | null) [einzige | einzigen | einziges | einziger] [heute | bisher |
  bis jetzt | getrunken | geraucht | gegessen | gemacht | geschafft | gelaufen | gelesen | geschlafen | gehabt | da]
[nein] (gar | überhaupt | absolut) (kein | keine | keinen | keiner | keins | nichts) [heute | bisher | getrunken |
  geraucht | gegessen | gemacht | geschafft | gelaufen | gelesen]
nicht (ein | eine | einen) (einzige | einziger | einziges | einzigen) [heute]
[nein] heute (kein | keine | keinen | keiner | keins | nichts | gar nichts | null)
""")
)
_IMPLIED = Forms(
    lines("""
[nein] [ich] (habe | bin | hatte) [ich] [heute] (nicht | nichts | gar nicht | gar nichts | überhaupt nicht) [gemacht |
  getrunken | geraucht | gegessen | gelaufen | gelesen | geschlafen | gegangen | geschafft | trainiert]
(heute | noch | gar | überhaupt) nicht
nie | niemals
[nein] gar nicht [heute]
ausgefallen | ist ausgefallen
""")
)
_NONE = listed("kein keine keinen keiner keins keines nichts null")
_NOT_ANY = Forms(
    lines("""
[ich] (habe | hatte | bin) [ich] [heute | leider | bisher | noch] (kein | keine | keinen) [einzige | einzigen]
""")
)
_NOT_THINGS = listed("""
ahnung schimmer plan lust zeit problem frage fragen kommentar sorge bock peilung angst antwort angabe angaben
""")
_BARE_NO = Forms(("nein",))
_FILLERS = listed("äh ähm öh hm ach also halt ja tja leider ehrlich gesagt eigentlich echt oh na naja") | {BREAK}


def means_zero(spoken: list[str]) -> Found | None:
    """Zero, when the words say that there was nothing; None otherwise. A bare `nein` is little to go by."""
    left = [word for word in spoken if word not in _FILLERS]
    if not _NOT_THINGS.isdisjoint(left):
        return None
    if _PLAIN.is_all(left):
        return Found(0, 0.9)
    if _IMPLIED.is_all(left) or (_NOT_ANY.end_at(left, 0) is not None and len(left) < 9):
        return Found(0, 0.75 if _IMPLIED.is_all(left) else 0.8)
    if _BARE_NO.is_all(left):
        return Found(0, 0.5)
    starts = left[1:] if left[:1] == ["nein"] else left
    if starts and starts[0] in _NONE and 1 < len(starts) <= 4 and starts[0] not in ("nichts", "null"):
        return Found(0, 0.8)
    return Found(0, 0.6) if starts[:1] in (["nichts"], ["null"]) and len(starts) < 4 else None
