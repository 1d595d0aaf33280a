"""German words that tell how several numbers belong together."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.reading.choosing import ChoiceWords

CHOICE = ChoiceWords(
    corrections=Forms(
        lines("""
nein | quatsch | entschuldigung | sorry | ich (meine | meinte) | meine ich | ich wollte sagen | moment | warte | stopp
  | falsch | stimmt nicht | doch nicht | eher | besser gesagt | beziehungsweise | korrektur | mein fehler |
  tschuldigung | pardon | vertan | versprochen | sagen wir | sondern | vielmehr | genauer gesagt | blödsinn
""")
    ),
    ruling_out=Forms(("(nicht | statt | anstatt) [die | der | das | etwa | so | um | eine | ein]",)),
    range_=listed("oder bis vielleicht eventuell auch maximal höchstens zwischen"),
    out_of=listed("von aus den der meinen"),
    of=listed("von aus"),
    sums=Forms(lines("plus | und [dann] (noch | nochmal) [mal | einmal] | dann noch | nochmal | noch mal")),
    times=listed("mal"),
    portions=listed("""
morgens morgen nachmittag vormittag mittags abends nachmittags vormittags früh nachts später frühstück
mittagessen abendessen mittag abend
"""),
    between=listed("zwischen"),
    and_=listed("und"),
    range_fillers=listed("äh ähm hm so ein eine einen na halt stunde stunden minute minuten ja"),
)
