"""English words that tell how several numbers belong together."""

from __future__ import annotations

from appliance.language.forms import Forms, listed
from appliance.language.reading.choosing import ChoiceWords

CHOICE = ChoiceWords(
    corrections=Forms((
        "no", "nope", "sorry", "i mean", "i meant", "wait", "actually", "rather", "make that", "make it", "correction",
        "scratch that", "oops", "let me see", "it was more like", "more like", "closer to", "well more",
        "but now (it's | it is | i'm | i am)",
    )),
    ruling_out=Forms((
        "not [a | an]", "instead of [the]", "(planned | wanted | intended | promised) [to (do | have | get)] [a | an]",
        "(aimed | aiming | hoped | hoping) for", "(supposed | meant) to (be | do | have | get)",
        "(goal | target | plan) (was | is)",
    )),
    range_=listed("or to till maybe possibly perhaps even"),
    out_of=listed("out of from the my"),
    of=listed("of from"),
    sums=Forms(("plus", "and another", "and then another", "then another")),
    times=listed("times"),
    portions=listed("morning afternoon evening night breakfast lunch dinner noon later work"),
    between=listed("between"),
    and_=listed("and"),
    range_fillers=listed("uh um a an hour minute"),
)  # fmt: skip
