"""Russian units of measure: the nouns with their forms, and the same as they are read."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.language.reading.units import Unit, Units
from appliance.language.russian.tokens import plain

_MANY = ("и", "ы", "ек", "ов", "ей")
"""Endings of the forms that stand after numbers from two on, among other spellings of a unit."""


@dataclass(frozen=True, slots=True)
class Noun:
    one: str
    """After 1, 21, 101: `час`, `минута`."""
    few: str
    """After 2, 3, 4 and fractions (genitive singular): `часа`, `минуты`."""
    many: str
    """After 5 … 20 (genitive plural): `часов`, `минут`."""
    gender: str = "m"
    """`m`, `f` or `n`, as num2words has them."""
    aliases: tuple[str, ...] = ()
    """Other spellings, written or heard, without `ё`; the English names, which settings may hold."""
    dimension: str = ""
    factor: float = 1.0
    declined: bool = True
    """False for the user's own word, which stays as it is."""

    def after(self, count: int) -> str:
        """The form that follows a whole number: `1 час`, `2 часа`, `5 часов`."""
        if not self.declined:
            return self.one
        last, teen = abs(count) % 10, 10 < abs(count) % 100 < 20
        if teen or last == 0 or last > 4:
            return self.many
        return self.one if last == 1 else self.few

    @property
    def single(self) -> frozenset[str]:
        """The forms that tell one by themselves: `чашку`, `кружка`; not those after numbers from two on."""
        spellings = self.unit.spellings()
        return frozenset(word for word in spellings - {plain(self.few), plain(self.many)} if not word.endswith(_MANY))

    @property
    def unit(self) -> Unit:
        """As it is read. Its plural is the genitive, which stands after most numbers and after `сколько`."""
        spellings = {plain(word) for word in (self.one, self.few, self.many, *self.aliases, *_cases(self))}
        return Unit(plain(self.one), plain(self.many), tuple(sorted(spellings)), self.dimension, self.factor)


def _cases(noun: Noun) -> tuple[str, ...]:
    """The other cases, of nouns that are declined regularly."""
    if " " in noun.one or noun.gender == "n":
        return ()
    if noun.gender == "f" and noun.one[-1] in "ая":
        endings = ("ю", "е", "ей", "ям", "ями", "ях") if noun.one.endswith("я") else ("у", "е", "ой", "ам", "ами", "ах")
        return tuple(f"{noun.one[:-1]}{ending}" for ending in endings)
    hard = noun.one[-1] not in "ьйо"
    return tuple(f"{noun.one}{ending}" for ending in ("у", "ом", "е", "ам", "ами", "ах")) if hard else ()


NOUNS = (
    Noun("час", "часа", "часов", aliases=("ч", "часик", "часика", "часиков", "часок", "часочек", "часочка", "часы",
         "h", "hr", "hrs", "hour", "hours"), dimension="time", factor=60),
    Noun("минута", "минуты", "минут", "f", aliases=("мин", "минутка", "минутку", "минутки", "минуток", "минуточек",
         "минуточку", "min", "mins", "minute", "minutes"), dimension="time", factor=1),
    Noun("секунда", "секунды", "секунд", "f", aliases=("сек", "секундочку", "s", "sec", "second", "seconds"),
         dimension="time", factor=1 / 60),
    Noun("день", "дня", "дней", aliases=("дни", "дням", "днями", "днях", "сутки", "суток", "day", "days"),
         dimension="time", factor=1440),
    Noun("километр", "километра", "километров", aliases=("км", "километры", "км.", "km", "kms", "kilometre",
         "kilometres", "kilometer", "kilometers"), dimension="length", factor=1000),
    Noun("метр", "метра", "метров", aliases=("м", "метры", "m", "metre", "metres", "meter", "meters"),
         dimension="length"),
    Noun("сантиметр", "сантиметра", "сантиметров", aliases=("см", "сантиметры", "cm", "centimetre", "centimetres"),
         dimension="length", factor=0.01),
    Noun("миля", "мили", "миль", "f", aliases=("mi", "mile", "miles"), dimension="length", factor=1609.344),
    Noun("марафон", "марафона", "марафонов", aliases=("марафоны", "marathon", "marathons"), dimension="length",
         factor=42_195),
    Noun("килограмм", "килограмма", "килограммов", aliases=("кг", "кило", "килограммы", "kg", "kgs", "kilogram",
         "kilograms", "kilo", "kilos"), dimension="mass", factor=1000),
    Noun("грамм", "грамма", "граммов", aliases=("г", "гр", "граммы", "g", "gram", "grams"), dimension="mass"),
    Noun("фунт", "фунта", "фунтов", aliases=("фунты", "lb", "lbs", "pound", "pounds"), dimension="mass",
         factor=453.59237),
    Noun("литр", "литра", "литров", aliases=("л", "литры", "l", "litre", "litres", "liter", "liters"),
         dimension="volume"),
    Noun("миллилитр", "миллилитра", "миллилитров", aliases=("мл", "миллилитры", "ml", "millilitre", "millilitres"),
         dimension="volume", factor=0.001),
    Noun("процент", "процента", "процентов", aliases=("проценты", "%", "percent", "per cent")),
    Noun("шаг", "шага", "шагов", aliases=("шаги", "шажков", "step", "steps")),
    Noun("страница", "страницы", "страниц", "f", aliases=("стр", "страничка", "страничку", "странички", "страничек",
         "страницей", "page", "pages")),
    Noun("стакан", "стакана", "стаканов", aliases=("стаканы", "стаканчик", "стаканчика", "стаканчиков", "glass",
         "glasses")),
    Noun("чашка", "чашки", "чашек", "f", aliases=("чашечка", "чашечку", "чашечки", "чашечек", "кружка", "кружку",
         "кружки", "кружек", "кружечку", "кружечки", "cup", "cups")),
    Noun("сигарета", "сигареты", "сигарет", "f", aliases=("сигаретка", "сигаретку", "сигаретки", "сигареток",
         "cigarette", "cigarettes")),
    Noun("пачка", "пачки", "пачек", "f", aliases=("pack", "packs"), dimension="pack"),
    Noun("бутылка", "бутылки", "бутылок", "f", aliases=("бутылочка", "бутылочку", "бутылочки", "бутылочек", "bottle",
         "bottles"), dimension="bottle"),
    Noun("банка", "банки", "банок", "f", aliases=("баночка", "баночку", "баночки", "баночек", "can", "cans"),
         dimension="can"),
    Noun("порция", "порции", "порций", "f", aliases=("portion", "portions", "serving", "servings")),
    Noun("бокал", "бокала", "бокалов", aliases=("бокалы", "рюмка", "рюмку", "рюмки", "рюмок", "drink", "drinks")),
    Noun("раз", "раза", "раз", aliases=("разов", "разок", "time", "times")),
    Noun("подход", "подхода", "подходов", aliases=("подходы", "set", "sets")),
    Noun("повторение", "повторения", "повторений", gender="n", aliases=("повтор", "повтора", "повторов", "rep",
         "reps")),
    Noun("отжимание", "отжимания", "отжиманий", gender="n", aliases=("push up", "push ups", "pushups")),
    Noun("приседание", "приседания", "приседаний", gender="n"),
    Noun("подтягивание", "подтягивания", "подтягиваний", gender="n"),
    Noun("слово", "слова", "слов", gender="n", aliases=("словечко", "word", "words")),
    Noun("калория", "калории", "калорий", "f", aliases=("ккал", "килокалорий", "килокалории", "calorie", "calories")),
    Noun("балл", "балла", "баллов", aliases=("баллы", "бал", "балов", "бала", "балла", "point", "points")),
    Noun("приём пищи", "приёма пищи", "приёмов пищи", aliases=("meal", "meals")),
    Noun("кофе", "кофе", "кофе", aliases=("coffee", "coffees")),
    Noun("урок", "урока", "уроков", aliases=("уроки", "lesson", "lessons")),
    Noun("глава", "главы", "глав", "f", aliases=("главу", "chapter", "chapters")),
    Noun("задача", "задачи", "задач", "f", aliases=("задачку", "задачки", "задачек", "задание", "задания", "заданий",
         "task", "tasks")),
    Noun("звонок", "звонка", "звонков", aliases=("звонки", "call", "calls")),
    Noun("рубль", "рубля", "рублей", aliases=("руб", "₽", "rub"), dimension="money"),
    Noun("доллар", "доллара", "долларов", aliases=("$", "usd", "dollar", "dollars"), dimension="money"),
    Noun("евро", "евро", "евро", aliases=("€", "eur", "euro", "euros"), dimension="money"),
    Noun("градус", "градуса", "градусов", aliases=("градусы", "°", "°c", "degree", "degrees")),
)  # fmt: skip


UNITS = Units(noun.unit for noun in NOUNS)
_BY_NAME = {plain(noun.one): noun for noun in NOUNS}


def noun_of(spelling: str) -> Noun | None:
    """The noun of a unit's spelling; one made up from it where it is not known; None for an empty spelling."""
    known = UNITS.known(plain(spelling))
    name = spelling.strip()
    if known is None:
        return Noun(name, name, name, declined=False) if name else None
    return _BY_NAME[known.singular]
