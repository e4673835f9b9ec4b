"""Words beside which a sentence ends, goes on, or may be breathed in, by language."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORDINAL_LANGUAGES = _words("de da nb no nn fi cs sk pl hu hr sl sr et lv is tr")
"""Languages that write `3.` for the third."""
ABBREVIATIONS = _words(
    "dr mr mrs ms prof st mt jr sr vs approx e.g i.e a.k.a et al fig figs vol nos "
    "pp ed eds gen sen rev capt tbsp tbs lt col sgt maj gov pres hon incl excl cf viz "
    "messrs mme mmes mlle mlles mgr sra srta sres dña sigg dott geom ул пер просп наб обл"
)
"""Without their last stop; in every language, none of them ends a sentence."""
BEFORE_NUMBER = _words(
    "no nr p pp fig vol ch sec art abb s bd kap abs núm pág págs n pag cap c ca "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon wed fri sat sun "
    "para paras chap chs sect sc ex eq eqs apt tel"
)
"""Abbreviations, without their stop, after which a number belongs to them."""
BEFORE_NAME = _words(
    "inc ltd co corp dept est ext bros tue tues weds thu thur thurs blvd bldg hwy rte rd av avda bd str "
    "oz lb lbs pt qt gal ft yd yds hr hrs min mins wk wks yr yrs std sek stk"
)
"""Abbreviations that end a sentence only where the next word often begins one."""
BEFORE_NAME_IN = {
    "en": _words("ave"),
    "de": _words("med phil jur rer nat habil dipl mag ing"),
    "fr": _words("boul pl"),
    "es": _words("ing lic arq pza"),
    "it": _words("ing arch rag"),
}
"""The same for those that are words in other languages."""
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
        "with for from in on at by to into about after before during between through without under over like per"
    ),
    "de": _words("mit für in im auf an am bei zu zum zur aus nach vor über unter durch ohne gegen um"),
    "fr": _words("avec pour dans en sur par sans sous chez vers depuis pendant entre à au aux"),
    "es": _words("con para por en sobre sin desde hasta entre durante a al"),
    "it": _words("con per in nel nella su sul da dal senza tra fra durante a al alla"),
    "pt": _words("com para por em no na sobre sem desde até entre durante ao"),
    "nl": _words("met voor in op aan bij naar uit over onder door zonder tegen om te"),
}
"""Prepositions and the like; without those that mostly stand inside a name or a noun (`of`)."""
TIED = {
    "en": _words("of due according thanks next close such able going want wants need needs have has had"),
    "de": _words("von vom"),
    "fr": _words("de du des grâce quant face commence"),
    "es": _words("de del gracias debido junto frente va van voy"),
    "it": _words("di del della grazie fino vicino intorno accanto insieme"),
    "pt": _words("de do da graças devido junto"),
    "nl": _words("van"),
}
"""Words behind which nobody pauses: `due to`."""
LINKS = _words("and und et y e en")
"""What joins two parts of a name, as many a joint does."""
ARTICLES = {
    "en": _words("the a an"),
    "de": _words("der die das den dem des ein eine einen einem einer eines"),
    "fr": _words("le la les un une des du"),
    "es": _words("el la los las un una"),
    "it": _words("il lo la i gli le un uno una"),
    "pt": _words("o a os as um uma"),
    "nl": _words("de het een"),
}
"""Behind them, too, nobody pauses; in a name they stand behind the word that joins it: Beauty and *the* Beast."""
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
