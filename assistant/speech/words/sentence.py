"""Words beside which a sentence ends, goes on, or may be breathed in, by language."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORDINAL_LANGUAGES = _words("de da nb no nn fi cs sk pl hu hr sl sr et lv is tr")
"""Languages that write `3.` for the third."""
ABBREVIATIONS = _words(
    "dr mr mrs ms prof st mt jr sr vs approx e.g i.e a.k.a et al fig figs vol nos "
    "pp ed eds gen sen rev capt tbsp tbs lt col sgt maj gov pres hon incl cf viz"
)
"""Without their last stop; in every language, none of them ends a sentence."""
BEFORE_NUMBER = _words(
    "no nr p pp fig vol ch sec art abb s bd kap abs núm pág págs n pag cap c ca "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
"""Abbreviations, without their stop, after which a number belongs to them."""
BEFORE_NAME = _words("inc ltd co corp dept est ext bros")
"""Abbreviations that end a sentence only where the next word often begins one."""
CONJUNCTIONS = {
    "en": _words(
        "and but or so because which who that if when while where although though since unless until as than then"
    ),
    "de": _words("und aber oder denn weil dass wenn als ob obwohl während damit sondern sowie bis"),
    "fr": _words("et mais ou donc car parce qui que dont où si quand lorsque comme puis"),
    "es": _words("y e pero o u porque que quien si cuando donde aunque mientras como pues"),
    "it": _words("e ed ma o oppure perché che chi se quando dove anche mentre come poi"),
    "pt": _words("e mas ou porque que quem se quando onde embora enquanto como pois"),
    "nl": _words("en maar of want omdat dat die als wanneer terwijl hoewel zodat"),
}
"""Words that open a clause."""
JOINTS = {
    "en": _words(
        "with for from in on at by to of into about after before during between through without under over like per"
    ),
    "de": _words("mit für von in im auf an am bei zu zum zur aus nach vor über unter durch ohne gegen um"),
    "fr": _words("avec pour de du des dans en sur par sans sous chez vers depuis pendant entre à au aux"),
    "es": _words("con para por de del en sobre sin desde hasta entre durante a al"),
    "it": _words("con per di del della in nel nella su sul da dal senza tra fra durante a al alla"),
    "pt": _words("com para por de do da em no na sobre sem desde até entre durante ao"),
    "nl": _words("met voor van in op aan bij naar uit over onder door zonder tegen om te"),
}
"""Prepositions and the like."""
STARTERS = {
    "en": _words(
        "the a an it he she they we you i this that these those there here in on at if when but and "
        "so then however its his her their our your my what why how who where is are do does did can "
        "after before as for with no yes not most some many all both each every one another also once "
        "while although because according see use let try add make take call ask"
    ),
    "de": _words(
        "der die das ein eine es er sie wir ihr ich dann danach dort hier in im am auf wenn aber und "
        "also doch dies diese dieser dieses man nach vor für mit was wie warum wer wo ist sind nein "
        "ja"
    ),
    "fr": _words(
        "le la les un une il elle ils elles nous vous je on ce cet cette ces mais et donc puis "
        "ensuite dans en si quand pour avec"
    ),
    "es": _words(
        "el la los las un una él ella ellos nosotros yo esto este esta estos pero y entonces luego en si cuando para"
    ),
    "it": _words("il lo la i gli le un una lui lei loro noi io questo questa ma e poi quindi in se quando per"),
}
"""Words that often begin a sentence; a capital on one of them is no name."""
