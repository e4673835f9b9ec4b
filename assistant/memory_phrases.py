"""What people say when they want something remembered or forgotten, in five languages, as patterns.

All are matched without regard to case against one sentence without its last punctuation mark.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The patterns of one language; each matches a whole sentence unless it says otherwise."""

    language: str
    opener: re.Pattern[str]
    """A greeting or a courtesy before the wish; matches a beginning."""
    remember: tuple[re.Pattern[str], ...]
    """Groups: `ask` where it is put as a question, `that` where a clause follows, `free` where anything may
    follow (after a colon), `todo` where an action follows, `fact` what is to be remembered."""
    remember_this: re.Pattern[str]
    """Points to the sentence before or after it."""
    remembered_after: re.Pattern[str]
    """A fact and then the wish, in one sentence; group `fact`."""
    forget: tuple[re.Pattern[str], ...]
    """Groups: `that` where a clause follows, `words` what is to be forgotten, `name` likewise where it
    is named so briefly that it must be all the person says."""
    forget_all: re.Pattern[str]
    undo: re.Pattern[str]
    subject: re.Pattern[str]
    """How a statement of a person begins; matches a beginning."""
    not_a_fact: re.Pattern[str]
    """How something begins that only looks like a statement; matches a beginning."""
    question: re.Pattern[str]
    """A fact and then a question in one sentence; groups `fact` and `question`."""
    courtesy: re.Pattern[str]
    """What is said for politeness at the end of a sentence; matches an end."""


def _whole(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _phrases(language: str, ask: str, courtesy: str, question: str, **patterns: str | tuple[str, ...]) -> Phrases:
    """Patterns in which `ASK` stands for the polite ways to begin and `_` for blanks."""

    def one(name: str) -> re.Pattern[str]:
        return _whole(str(patterns[name]).replace("ASK", ask))[0]

    def many(name: str) -> tuple[re.Pattern[str], ...]:
        return _whole(*(pattern.replace("ASK", ask) for pattern in patterns[name]))

    return Phrases(
        language=language,
        opener=one("opener"),
        remember=many("remember"),
        remember_this=one("remember_this"),
        remembered_after=one("remembered_after"),
        forget=many("forget"),
        forget_all=one("forget_all"),
        undo=one("undo"),
        subject=one("subject"),
        not_a_fact=one("not_a_fact"),
        question=re.compile(
            rf"(?P<fact>.+?)(?:\s*[,;–-]\s*(?:{_AND}\s+)?|\s+{_AND}\s+)(?P<question>¿?(?:{question})\b.+)",
            re.IGNORECASE,
        ),
        courtesy=re.compile(rf"(?:\s*,\s*(?:{courtesy}|okay|ok)|\s+(?:{courtesy}))$", re.IGNORECASE),
    )


_AND = "(?:and|so|but|now|und|also|et|alors|y|e|allora|entonces)"
_JOIN = r"(?:(?P<free>\s*:|\s+(?:{this})\s*:)\s*|,?\s+(?P<that>{that}),?\s+|{bare}\s+)(?P<fact>.+)"

ENGLISH = _phrases(
    "en",
    ask=r"(?:(?P<ask>(?:can|could|will|would) you(?:,? please)?(?: try to)?|i(?:'d| would) like you to"
    r"|i (?:want|need) you to)\s+|you (?:should|must|need to|have to)\s+|please,?\s+|just\s+|always\s+)*",
    courtesy=r"please|thanks|thank you(?: very much)?|will you|would you|can you|could you|all right"
    r"|alright|right",
    question="what|how|where|when|who|which|why|can|could|should|is|are|do|does|did|will|would|may|am",
    opener=r"(?:(?:hey|hi|hello|okay|ok|oh|so|and|also|well|yes|alright|all right|by the way|computer"
    r"|earsight)"
    r"\b[\s,.!:-]*)+",
    remember=(
        r"ASK(?:remember|keep in mind|bear in mind|(?:make|take) (?:a (?:mental )?)?note|memori[sz]e"
        r"|(?:do not|don't|don’t|dont|never)(?: you)?(?: ever)? forget)(?:,? please)?"
        r"(?:,?\s+(?P<todo>to)\s+(?P<action>.+)|"
        + _JOIN.format(this="this|that|the following|one thing|these|for me", that="that", bare=",?")
        + ")",
        r"ASK(?:save|add|put|store|write)(?: (?:this|that|it|down))? (?:to|in|into) (?:your|my|the) memory"
        r"(?:(?P<free>:)\s*|,?\s+(?P<that>that),?\s+)(?P<fact>.+)",
        r"ASK(?:save|note down|write down|store)\s*(?P<free>:)\s*(?P<fact>.+)",
    ),
    remember_this=r"ASK(?:remember|don't forget|memori[sz]e|keep|save) (?:that|this|it|the following"
    r"|this for me)"
    r"(?: in mind| for (?:me|later|next time)|,? please)*",
    remembered_after=r"(?P<fact>.+?)(?:\s*[,;:–-]\s*(?:so |and |but )?|,? (?:so|and) (?=please))ASK"
    r"(?:remember|don't forget|memori[sz]e|keep|bear) (?:that|this|it)(?: in mind)?(?: for (?:me|later"
    r"|next time))?",
    forget=(
        r"ASKforget(?: about)?(?: the fact)?,?\s+(?P<that>that),?\s+(?P<words>.+)",
        r"ASKforget (?:(?:what|everything|all|anything)(?: that)?"
        r"(?: (?:i|you|we)(?: have|'ve)?(?: ever)? (?:said|told you|mentioned|know|remember|have))?)"
        r" (?:about|regarding|concerning) (?P<words>(?!me\b|us\b)[^,;]+)",
        r"ASKforget about (?P<name>(?!(?:it|that|this|them|him|her|me|you|everything)\b)[^,;]+)",
        r"ASKforget (?P<name>(?:my|our|i|i['’]m|(?!(?:it|that|what|let|there|he|she|who)['’])[\w-]+['’]s)"
        r" (?!(?:last|previous|question|message|request|asked|said)\b)[^,;]+)",
        r"ASK(?:delete|remove|erase|clear) (?P<words>.+?) from (?:your|my|the) memory",
        r"ASK(?:delete|remove|erase) (?:the|my|your|that|any) (?:memory|memories|entry|note) (?:about"
        r"|that|of|on)"
        r" (?P<words>.+)",
    ),
    forget_all=r"ASK(?:forget everything(?: (?:(?:that )?you (?:know|remember|have stored|have saved)"
    r"|about me|about us"
    r"|(?:that )?i(?:'ve| have)?(?: ever)? (?:told you|said to you)))?(?: about (?:me|us|myself))?"
    r"|forget all (?:about me|(?:that )?you know(?: about me)?)"
    r"|(?:clear|erase|delete|wipe|empty|forget)(?: all)?(?: of)? (?:your|my|the)(?: whole"
    r"| entire)? memor(?:y|ies)"
    r"(?: (?:of|about) me| file| completely)?)",
    undo=r"ASKundo (?:that|it|this|(?:the|that|your) (?:last )?(?:memory|change|memory change|entry))",
    subject=r"(?:i|i['’]\w+|im|ive|my|mine|we|we['’]\w+|our|you|your|he|she|they|it|it['’]s|he['’]s"
    r"|she['’]s|there"
    r"|there['’]s|the|this|these|those|a|an|all|every|no|today|tomorrow|tonight|next|on|in|at|from"
    r"|since)\b",
    not_a_fact=r"(?:when|how|where|why|who|whom|whose|what|which|if|whether|me|us|him|them|day|days"
    r"|time|times|night"
    r"|song|movie|film|guy|one|year|summer|trip|moment|question|for|question|names?)\b",
)

GERMAN = _phrases(
    "de",
    ask=r"(?:(?P<ask>(?:kannst|könntest|würdest|willst) du)\s+(?:dir\s+)?(?:bitte\s+)?|bitte,?\s+)*",
    courtesy=r"bitte|danke|danke schön|ja",
    question="was|wie|wo|wann|wer|welche[rsn]?|warum|kann|kannst|soll|ist|sind|darf|gibt|hast|habe",
    opener=r"(?:(?:hey|hi|hallo|okay|ok|also|und|ja|übrigens|computer|earsight)\b[\s,.!:-]*)+",
    remember=(
        r"ASK(?:merke? (?:dir|es dir)|vergiss nicht|denk(?:e)? (?:bitte )?(?:daran|dran)"
        r"|behalte(?: im kopf)?|speicher[en]?"
        r"|notier(?:e|en)?(?: dir)?|erinner[en]? dich(?: daran)?|merken|daran denken"
        r"|dich(?: daran)? erinnern)"
        r"(?:,? bitte)?(?:(?P<free>\s*:|\s+(?:das|folgendes)\s*:)\s*|\s*,?\s+(?P<that>dass?),?\s+"
        r"|\s*,\s*(?=.*\bzu \w+n$)(?P<todo>)(?P<action>.+)|\s*,?\s+)(?P<fact>.+)?",
    ),
    remember_this=r"ASK(?:merke? dir (?:das|dies|folgendes)|vergiss das nicht)(?: bitte)?",
    remembered_after=r"(?P<fact>.+?)\s*[,;:–-]\s*(?:bitte )?(?:merke? dir das"
    r"|vergiss das nicht)(?: bitte)?",
    forget=(
        r"ASK(?:vergiss|vergessen)(?: bitte)?,?\s+(?P<that>dass)\s+(?P<words>.+)",
        r"ASKvergiss(?: bitte)?(?: alles)?,? was (?:ich|du)(?: dir)? (?:über|zu|von) (?P<words>.+?)"
        r" (?:gesagt|erzählt)(?: habe| hast)?",
        r"ASKvergiss(?: bitte)? alles,? was du (?:über|zu|von) (?P<words>(?!mich\b).+?) weißt",
        r"ASKvergiss(?: bitte)?(?: alles)? (?:über|zu) (?P<name>(?!mich\b)[^,;]+)",
        r"ASKvergiss(?: bitte)? (?P<name>(?:mein|meine|meinen|unser|unsere|unseren) [^,;]+)",
    ),
    forget_all=r"ASK(?:vergiss(?: bitte)? alles(?:,? was (?:du (?:über|von) mir? ?(?:ch)? ?weißt"
    r"|du über mich weißt"
    r"|ich dir (?:je )?(?:gesagt|erzählt) habe)| über mich)?|lösche? (?:bitte )?(?:dein(?:en)?|das"
    r"|meine?n?) "
    r"(?:ganzes )?(?:gedächtnis|speicher|erinnerungen))",
    undo=r"ASK(?:mach (?:das|es) rückgängig|nimm das zurück)",
    subject=r"(?:ich|mein\w*|wir|unser\w*|er|sie|es|der|die|das|ein\w*|heute|morgen|am|im)\b",
    not_a_fact=r"(?:wann|wie|wo|warum|wer|was|welche\w*|ob|mich|nicht|es)\b",
)

FRENCH = _phrases(
    "fr",
    ask=r"(?:(?P<ask>(?:peux|pourrais|veux)-tu|(?:pouvez|pourriez)-vous|est-ce que tu peux|tu peux)\s+"
    r"|s['’]il (?:te|vous) pla[iî]t,?\s+)*",
    courtesy=r"s['’]il (?:te|vous) pla[iî]t|merci|d['’]accord",
    question="que|qu['’]est-ce|quel(?:le)?s?|comment|où|quand|qui|pourquoi|est-ce|puis-je|peux-tu|dois-je",
    opener=r"(?:(?:hé|hey|salut|bonjour|okay|ok|alors|et|oui|au fait|earsight)\b[\s,.!:-]*)+",
    remember=(
        r"ASK(?:(?:souviens|rappelle)-toi|(?:souvenez|rappelez)-vous|(?:te|vous) (?:souvenir|rappeler)"
        r"|n['’]oublie[zs]? pas"
        r"|reti(?:ens|enir)|retenez|retenir|note[rz]?|mémorise[rz]?"
        r"|garde[rz]? en mémoire)(?:,? s['’]il te pla[iî]t)?"
        r"(?:(?P<free>\s*:|\s+(?:ceci|ça|cela)\s*:)\s*|\s*,?\s+(?P<that>que\s|qu['’])\s*"
        r"|\s+(?P<todo>de\s+|d['’])(?P<action>\w+(?:er|ir|re|oir)\b.*)|\s*,\s*|\s+)(?P<fact>.+)?",
    ),
    remember_this=r"ASK(?:retiens (?:ça|ceci|cela|bien ça)|souviens-t['’]en|n['’]oublie pas (?:ça|cela)"
    r"|rappelle-toi (?:ça|cela))",
    remembered_after=r"(?P<fact>.+?)\s*[,;:–-]\s*(?:retiens[- ](?:ça|le|cela)|souviens-t['’]en"
    r"|ne l['’]oublie pas)",
    forget=(
        r"ASKoublie[rz]?,?\s+(?P<that>que\s|qu['’])\s*(?P<words>.+)",
        r"ASKoublie[rz]? (?:tout )?ce que (?:j['’]ai (?:dit|raconté)|je (?:t['’]|vous )ai (?:dit"
        r"|raconté)|tu sais)"
        r" (?:sur|à propos (?:de |du |des |d['’])|concernant|au sujet (?:de |du |des "
        r"|d['’])) ?(?P<words>(?!moi\b).+)",
        r"ASKoublie[rz]? (?P<name>(?:mon|ma|mes|notre|nos) [^,;]+)",
    ),
    forget_all=r"ASK(?:oublie[rz]? tout(?: ce que (?:tu sais|vous savez|je t['’]ai dit)(?: (?:sur"
    r"|de) moi)?)?"
    r"|efface[rz]? (?:ta|votre|la|toute ta) mémoire)",
    undo=r"ASK(?:annule (?:ça|cela|le dernier changement))",
    subject=r"(?:je\b|j['’]|mon\b|ma\b|mes\b|nous\b|notre\b|il\b|elle\b|le\b|la\b|les\b|l['’]|un\b"
    r"|une\b|c['’]est)",
    not_a_fact=r"(?:quand|comment|où|pourquoi|qui|quoi|quel\w*|si|moi|ce que|ce qu['’])\b",
)

SPANISH = _phrases(
    "es",
    ask=r"(?:(?P<ask>puedes|podrías|quieres)\s+|por favor,?\s+)*",
    courtesy=r"por favor|gracias|vale|de acuerdo",
    question="qué|cómo|dónde|cuándo|quién|cuál(?:es)?|por qué|puedo|puedes|debo|es|está|hay",
    opener=r"(?:(?:hey|oye|hola|okay|ok|vale|y|sí|por cierto|earsight)\b[\s,.!:-]*)+",
    remember=(
        r"ASK(?:recu[eé]rda(?:me)?|recordar|acu[eé]rdate|acordarte|no (?:te )?olvides|ten en cuenta"
        r"|memoriza|anota|apunta|guarda)"
        r"(?:,? por favor)?(?:(?P<free>\s*:|\s+esto\s*:)\s*|\s*,?\s+(?:de )?(?P<that>que)\s+"
        r"|\s+(?:de )?(?P<todo>)(?P<action>\w+(?:ar|er|ir)(?:me|le|la|lo|les|los|las)?\b.*)|\s*,\s*"
        r"|\s+)(?P<fact>.+)?",
    ),
    remember_this=r"ASK(?:recuerda (?:esto|eso)|recuérdalo|no lo olvides|acuérdate de (?:eso|esto))",
    remembered_after=r"(?P<fact>.+?)\s*[,;:–-]\s*(?:recuérdalo|recuerda eso|no lo olvides)",
    forget=(
        r"ASK(?:olvida|olvídate|olvidar),?\s+(?:de )?(?P<that>que)\s+(?P<words>.+)",
        r"ASK(?:olvida|olvidar) (?:todo )?lo que (?:te )?(?:dije|he dicho|conté|sabes) (?:sobre"
        r"|acerca de|de) (?P<words>(?!mí\b).+)",
        r"ASK(?:olvida|olvídate de|olvidar) (?P<name>(?:mi|mis|nuestro|nuestra) [^,;]+)",
    ),
    forget_all=r"ASK(?:olvida todo(?: lo que (?:sabes|te he dicho|te dije)(?: (?:de|sobre) m[ií])?)?"
    r"|borra (?:tu|la|toda tu) memoria)",
    undo=r"ASK(?:deshaz (?:eso|esto|el último cambio)|deshazlo)",
    subject=r"(?:yo|mi|mis|soy|estoy|tengo|vivo|trabajo|me|no|nosotros|nuestr\w+|él|ella|el|la|los|las"
    r"|un|una)\b",
    not_a_fact=r"(?:cuándo|cuando|cómo|como|dónde|donde|por|quién|qué|cuál|si|esto|eso|lo)\b",
)

ITALIAN = _phrases(
    "it",
    ask=r"(?:(?P<ask>puoi|potresti|vuoi)\s+|per favore,?\s+)*",
    courtesy=r"per favore|per piacere|grazie|va bene",
    question="che|cosa|come|dove|quando|chi|quale|quali|perché|posso|puoi|devo|è|sono|c['’]è",
    opener=r"(?:(?:ehi|hey|ciao|okay|ok|allora|e|sì|a proposito|earsight)\b[\s,.!:-]*)+",
    remember=(
        r"ASK(?:ricorda(?:ti|rti|re|lo)?|non (?:ti )?dimenticare|non dimenticarti|tieni a mente"
        r"|memorizza|annota|segnati|segna)"
        r"(?:,? per favore)?(?:(?P<free>\s*:|\s+questo\s*:)\s*|\s*,?\s+(?P<that>che)\s+"
        r"|\s+(?P<todo>di)\s+(?P<action>\w+(?:re|rmi|rlo|rla|rgli|rle)\b.*)|\s*,\s*|\s+)(?P<fact>.+)?",
    ),
    remember_this=r"ASK(?:ricorda(?:ti)? (?:questo|quello)|ricordatelo|ricordalo|non dimenticarlo)",
    remembered_after=r"(?P<fact>.+?)\s*[,;:–-]\s*(?:ricordatelo|ricordalo|non dimenticarlo)",
    forget=(
        r"ASK(?:dimentica|dimenticati|dimenticare),?\s+(?P<that>che)\s+(?P<words>.+)",
        r"ASK(?:dimentica|dimenticare) (?:tutto )?(?:quello|ciò) che (?:ti )?(?:ho detto|sai) (?:su|sul"
        r"|sulla|sulle|sui|sugli|di|del|della|delle|dei)"
        r" (?P<words>(?!me\b).+)",
        r"ASK(?:dimentica|dimenticare) (?P<name>(?:il mio|la mia|i miei|le mie|mio|mia|il nostro"
        r"|la nostra) [^,;]+)",
    ),
    forget_all=r"ASK(?:dimentica tutto(?: (?:quello|ciò) che (?:sai|ti ho detto)(?: (?:di|su) me)?)?"
    r"|cancella (?:la tua|la|tutta la tua) memoria)",
    undo=r"ASK(?:annulla (?:questo|quello|l[’\']ultima modifica)|annullalo)",
    subject=r"(?:io\b|il\b|la\b|i\b|le\b|lo\b|l['’]|mi\b|mio\b|mia\b|sono\b|ho\b|non\b|vivo\b|abito\b"
    r"|lavoro\b|un\b|una\b|lui\b|lei\b)",
    not_a_fact=r"(?:quando|come|dove|perché|chi|cosa|quale|se|di|questo|quello)\b",
)

LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN)
