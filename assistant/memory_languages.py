"""What people say when they want something remembered or forgotten, in five languages."""

from assistant.memory_phrases import phrases

_GAP = r"(?:(?:\s*[,–—]|\s+-+)?\s+|\s*[–—]\s*)"
"""Between "remember" and what is to be remembered."""
_FREE = r"(?:(?P<free>\s*:|\s+(?:{this})(?:,? (?:{please}))?\s*:)\s*|" + _GAP
_CUT = r"(?:\s*[,;]\s*(?:(?:{ands})\s+)?|\s+(?:[-–—]|{ands})\s+)"
_MY_THINGS = r"(?P<name>(?:{my}) [^,;]+(?:(?:, (?:{my}) [^,;]+)*,? {conjunction} (?:{my}) [^,;]+)?)"
_TAKEN_BACK = r"(?=.*\b(?:{no})\b)(?:(?:{no}|{filler})\b[\s,.!…]*)+"

ENGLISH = phrases(
    "en",
    ask=r"(?:(?:(?P<ask>(?:can|could|will|would) you|i(?:['’]d| would) like you to|i (?:want|need) you to)"
    r"|you (?:should|must|need to|have to)|please|kindly|also|just|always|now|then|instead|(?:try|make sure"
    r"|be sure) to)"
    r",?\s+)*",
    please=r"please|thanks|thank you(?: very much)?|(?<=\s)(?:will|would|can|could) you(?=\W*$)",
    tag="all right|alright|right|yes",
    question="what|how|where|when|who|which|why|can|could|should|is|are|do|does|did|will|would|may|am",
    conjunction="and",
    that=r"that\s+",
    opener=r"(?:(?:hey|hi|hello|okay|ok|oh|ah|u+m+|u+h+m*|e+r+m*|h+m+|so|and|but|also|well|yes|yeah|no|nope|now"
    r"|then|actually"
    r"|anyway|sorry|wait|listen|look|thanks|thank you|great|good|perfect|sure|right|alright|all right|by the way"
    r"|one more thing|computer|earsight)\b[\s,.!:…-]*"
    r"|(?:forget (?:that|it)|never ?mind)\b[\s,;.–-]*(?=ASKremember\b))+",
    remember=(
        r"ASK(?:remember|keep in mind|bear in mind|(?:make|take) (?:a (?:mental )?)?note|memori[sz]e"
        r"|(?:do not|don['’]?t|never)(?: you)?(?: ever)? forget)(?:,? (?:please|also|too|always|instead)\b,?)*"
        r"(?:,?\s+(?P<todo>to)\s+(?P<action>.+)|"
        + _FREE.format(this="this|that|the following|one thing|these|for me", please="please")
        + r"(?:(?P<that>that),?\s+)?)(?P<fact>.+))",
        r"ASK(?:save|add|put|store|write)(?: (?:this|that|it|down))? (?:to|in|into) (?:your|my|the) memory"
        r"(?:(?P<free>:)\s*|,?\s+(?P<that>that),?\s+)(?P<fact>.+)",
        r"ASK(?:save|note down|write down|store)\s*(?P<free>:)\s*(?P<fact>.+)",
    ),
    remember_this=r"ASK(?:remember|don['’]t forget|memori[sz]e|keep|save) (?:that|this|it|the following|this for me)"
    r"(?: in mind| for (?:me|later|next time)|,? please)*",
    remembered_after=r"(?P<fact>.+?)(?:\s*[,;:–-]\s*(?:so |and |but )?|,? (?:so|and) (?=please))ASK"
    r"(?:remember|don['’]t forget|memori[sz]e|keep|bear) (?:that|this|it)(?: in mind)?(?: for (?:me|later|next time))?",
    forget=(
        r"ASKforget(?: about)?(?: the fact)?,?\s+(?P<that>that)\s+(?P<words>.+)",
        r"ASKforget (?:(?:what|everything|all|anything)(?: that)?"
        r"(?: (?:i|you|we)(?: have|['’]ve)?(?: ever)? (?:said|told you|mentioned|know|remember|have))?)"
        r" (?:about|regarding|concerning) (?P<words>(?!me\b|us\b)[^,;]+)",
        r"ASKforget about (?P<name>(?!(?:it|that|this|them|him|her|me|you|everything)\b)[^,;]+)",
        r"ASKforget "
        + _MY_THINGS.format(my=r"(?:my|our)(?! (?:last|previous|question|message|request)\b)", conjunction="and"),
        r"ASKforget (?P<name>(?:i|i['’]m|(?!(?:it|that|what|let|there|he|she|who)['’])[\w-]+['’]s)"
        r" (?!(?:last|previous|question|message|request|asked|said)\b)[^,;]+)",
        r"ASK(?:delete|remove|erase|clear) (?P<words>.+?) from (?:your|my|the) memory",
        r"ASK(?:delete|remove|erase) (?:the|my|your|that|any) (?:memory|memories|entry|note) (?:about|that|of|on)"
        r" (?P<words>.+)",
    ),
    forget_all=r"ASK(?:forget (?:absolutely )?everything(?: (?:(?:that )?you (?:know|remember|have stored"
    r"|have saved)|about me|about us"
    r"|(?:that )?i(?:['’]ve| have)?(?: ever)? (?:told you|said to you)))?(?: about (?:me|us|myself))?"
    r"|forget all (?:about me|(?:that )?you know(?: about me)?)"
    r"|(?:clear|erase|delete|wipe|empty|forget)(?: all)?(?: of)? (?:your|my|the)(?: whole| entire)? memor(?:y|ies)"
    r"(?: (?:of|about) me| file| completely)?)",
    undo=r"ASKundo (?:that|it|this|(?:the|that|your) (?:last )?(?:memory|change|memory change|entry))",
    again=_CUT.format(ands="and|but")
    + r"(?=ASK(?:remember|(?:do not|don['’]?t|never) forget|keep in mind|forget(?: about)?(?: the fact)? that)\b"
    r"|(?:also )?please,? (?:also )?forget\b)",
    withdrawn=_TAKEN_BACK.format(
        no=r"no|nope|nah|not|don['’]?t|wait|stop|hold on|hang on|never ?mind|kidding|joking|forget it",
        filler=r"oh|or|but|well|actually|sorry|please|really|just|do|it|that|yet|better|rather|i['’]m|i am|i was",
    ),
    task=r"ASK(?:help me (?:to )?)?(?:translate|summari[sz]e|proofread|rewrite|rephrase|reword|paraphrase|shorten|edit"
    r"|correct(?= \w)|write(?! (?:it|that|this)\b)|draft|compose|repeat|transcribe)\b|dear \w|how (?:do|would"
    r"|can) (?:you|i|we) say\b"
    r"|.*\b(?:this|the following) (?:letter|e-?mail|text|message|note|sentence|paragraph|poem|song|story|article)\b",
    subject=r"(?:i|i['’]\w+|im|ive|my|mine|we|we['’]\w+|our|you|your|he|she|they|it|it['’]s|he['’]s|she['’]s|there"
    r"|there['’]s|the|this|these|those|a|an|all|every|no|today|tomorrow|tonight|next|on|in|at|from|since)\b",
    pointing=r"(?:it|this|these|those)\b",
    not_a_fact=r"(?:when|how|where|why|who|whom|whose|what|which|if|whether|me|us|him|them|for)\b",
)

_AUCH = r"(?:,? (?:bitte|auch|doch|mal|noch|außerdem|stattdessen|lieber|einfach|immer))*"
GERMAN = phrases(
    "de",
    ask=r"(?:(?:(?P<ask>(?:kannst|könntest|würdest|willst) du)(?: dir)?"
    r"|bitte|auch|doch|mal|noch|einfach|jetzt|dann|außerdem|stattdessen),?\s+)*",
    please="bitte|danke|danke schön",
    tag="ja|gut|klar|in Ordnung",
    question="was|wie|wo|wann|wer|welche[rsn]?|warum|kann|kannst|soll|ist|sind|darf|gibt|hast|habe",
    conjunction="und",
    that=r"dass\s+",
    opener=r"(?:(?:hey|hi|hallo|okay|ok|oh|ach|äh+m*|h+m+|also|und|aber|ja|nein|nee|jetzt|nun|eigentlich"
    r"|außerdem|moment|warte"
    r"|entschuldigung|sorry|danke|super|gut|genau|hör zu|übrigens|computer|earsight)\b[\s,.!:…-]*"
    r"|vergiss (?:das|es)\b[\s,;.–-]*(?=ASKmerke? dir\b))+",
    remember=(
        r"ASK(?:merke? (?:dir|es dir)|vergiss nicht|denk(?:e)? (?:bitte )?(?:daran|dran)|behalte(?: im kopf)?"
        r"|speicher[en]?"
        r"|notier(?:e|en)?(?: dir)?|erinner[en]? dich(?: daran)?|merken|daran denken|dich(?: daran)? erinnern)"
        + _AUCH
        + r"(?:\s*,\s*(?=.*\bzu \w+n$)(?P<todo>)(?P<action>.+)|"
        + _FREE.format(this="das|folgendes", please="bitte")
        + r"(?:(?P<that>dass?),?\s+)?)(?P<fact>.+))",
    ),
    remember_this=r"ASK(?:merke? dir (?:das|dies|folgendes)|vergiss das nicht)(?: bitte)?",
    remembered_after=r"(?P<fact>.+?)\s*[,;:–-]\s*(?:bitte )?(?:merke? dir das|vergiss das nicht)(?: bitte)?",
    forget=(
        rf"ASK(?:vergiss|vergessen){_AUCH},?\s+(?P<that>dass)\s+(?P<words>.+)",
        rf"ASKvergiss{_AUCH}(?: alles)?,? was (?:ich|du)(?: dir)? (?:über|zu|von) (?P<words>.+?)"
        r" (?:gesagt|erzählt)(?: habe| hast)?",
        rf"ASKvergiss{_AUCH} alles,? was du (?:über|zu|von) (?P<words>(?!mich\b).+?) weißt",
        rf"ASKvergiss{_AUCH}(?: alles)? (?:über|zu) (?P<name>(?!mich\b)[^,;]+)",
        rf"ASKvergiss{_AUCH} " + _MY_THINGS.format(my="mein|meine|meinen|unser|unsere|unseren", conjunction="und"),
    ),
    forget_all=rf"ASK(?:vergiss{_AUCH} alles(?:,? was (?:du (?:über|von) mir? ?(?:ch)? ?weißt|du über mich weißt"
    r"|ich dir (?:je )?(?:gesagt|erzählt) habe)| über mich)?|alles(?: über mich)? vergessen"
    r"|lösche? (?:bitte )?(?:dein(?:en)?|das|meine?n?) (?:ganzes )?(?:gedächtnis|speicher|erinnerungen))",
    undo=r"ASK(?:mach (?:das|es) rückgängig|nimm das zurück)",
    again=_CUT.format(ands="und|aber")
    + rf"(?=ASK(?:merke? dir|vergiss nicht|denke? (?:daran|dran)|vergiss{_AUCH},? dass)\b"
    r"|(?:auch )?(?:bitte vergiss|vergiss bitte)\b)",
    withdrawn=_TAKEN_BACK.format(
        no="nein|nee|nicht|warte|halt|stopp?|quatsch|scherz|vergiss es",
        filler="ach|oh|oder|aber|eigentlich|moment|bitte|doch|lieber|besser|noch|mach|tu|das|es|nur|ein|war",
    ),
    task=r"ASK(?:übersetze?|fasse?|korrigiere?|schreibe?(?! dir\b)|formuliere?|kürze?|verbessere?|wiederhole?)\b"
    r"|(?:kannst|könntest|würdest) du .*(?:übersetzen|zusammenfassen|korrigieren|schreiben|formulieren)\b"
    r"|(?:liebe[rs]?|sehr geehrte[rs]?) \w[^.!?]*,|wie sagt man\b"
    r"|.*\b(?:diese[rnsm]?|folgende[rnsm]?) (?:brief|text|e-?mail|nachricht|notiz|satz|absatz|gedicht|lied|artikel)\b",
    subject=r"(?:ich|mein\w*|wir|unser\w*|er|sie|es|der|die|das|ein\w*|heute|morgen|am|im)\b",
    pointing=r"(?:es|dies\w*)\b",
    not_a_fact=r"(?:wann|wie|wo|warum|wer|was|welche\w*|ob|mich|nicht|es)\b",
)

_AUSSI = r"(?:,? (?:s['’]il (?:te|vous) pla[iî]t|aussi|bien|également|plutôt|toujours|non plus))*"
FRENCH = phrases(
    "fr",
    ask=r"(?:(?:(?P<ask>(?:peux|pourrais|veux)-tu|(?:pouvez|pourriez)-vous|est-ce que tu peux|tu peux)"
    r"|s['’]il (?:te|vous) pla[iî]t|aussi|maintenant|juste|plutôt),?\s+)*",
    please=r"s['’]il (?:te|vous) pla[iî]t|merci",
    tag=r"d['’]accord|hein|oui",
    question="que|qu['’]est-ce|quel(?:le)?s?|comment|où|quand|qui|pourquoi|est-ce|puis-je|peux-tu|dois-je",
    conjunction="et",
    that=r"(?:que\s+|qu['’](?=\w))",
    opener=r"(?:(?:hé|hey|salut|bonjour|okay|ok|oh|ah|euh+|h+m+|alors|et|mais|aussi|oui|non|bon|bien|maintenant"
    r"|en fait|attends"
    r"|pardon|désolée?|merci|super|parfait|écoute|d['’]accord|au fait|earsight)\b[\s,.!:…-]*"
    r"|oublie ça\b[\s,;.–-]*(?=ASK(?:souviens|rappelle|retiens)))+",
    remember=(
        r"ASK(?:(?:souviens|rappelle)-toi|(?:souvenez|rappelez)-vous|(?:te|vous) (?:souvenir|rappeler)"
        r"|n['’]oublie[zs]? pas"
        r"|reti(?:ens|enir)|retenez|retenir|note[rz]?|mémorise[rz]?|garde[rz]? en mémoire)"
        + _AUSSI
        + r"(?:\s+(?P<todo>de\s+|d['’])(?P<action>\w+(?:er|ir|re|oir)\b.*)|"
        + _FREE.format(this="ceci|ça|cela", please=r"s['’]il (?:te|vous) pla[iî]t")
        + r"(?:(?P<that>que\s|qu['’])\s*)?)(?P<fact>.+))",
    ),
    remember_this=r"ASK(?:retiens (?:ça|ceci|cela|bien ça)|souviens-t['’]en|n['’]oublie pas (?:ça|cela)"
    r"|rappelle-toi (?:ça|cela))",
    remembered_after=r"(?P<fact>.+?)\s*[,;:–-]\s*(?:retiens[- ](?:ça|le|cela)|souviens-t['’]en|ne l['’]oublie pas)",
    forget=(
        rf"ASKoublie[rz]?{_AUSSI},?\s+(?P<that>que\s|qu['’])\s*(?P<words>.+)",
        rf"ASKoublie[rz]?{_AUSSI} (?:tout )?ce que (?:j['’]ai (?:dit|raconté)|je (?:t['’]|vous )ai (?:dit"
        rf"|raconté)|tu sais)"
        r" (?:sur|à propos (?:de |du |des |d['’])|concernant|au sujet (?:de |du |des |d['’])) ?(?P<words>(?!moi\b).+)",
        rf"ASKoublie[rz]?{_AUSSI} " + _MY_THINGS.format(my="mon|ma|mes|notre|nos", conjunction="et"),
    ),
    forget_all=r"ASK(?:oublie[rz]? tout(?: ce que (?:tu sais|vous savez|je t['’]ai dit)(?: (?:sur|de) moi)?)?"
    r"|tout oublier"
    r"|efface[rz]? (?:ta|votre|la|toute ta) mémoire)",
    undo=r"ASK(?:annule (?:ça|cela|le dernier changement))",
    again=_CUT.format(ands="et|mais")
    + rf"(?=ASK(?:souviens-toi|rappelle-toi|retiens|n['’]oublie[zs]? pas|oublie[zs]?{_AUSSI} (?:que|qu['’]))"
    r"|s['’]il (?:te|vous) pla[iî]t,? oublie\b)",
    withdrawn=_TAKEN_BACK.format(
        no="non|pas|attends|arrête|stop|laisse tomber|plaisante",
        filler="oh|ah|ou|mais|en fait|finalement|pardon|désolée?|ne|le|fais|encore|ça|je",
    ),
    task=r"ASK(?:traduis|traduisez|traduire|résume[rz]?|corrige[rz]?|réécris|réécrire|reformule[rz]?|écris"
    r"|écrivez|écrire"
    r"|rédige[rz]?|répète[rz]?)\b|ch(?:er|ère)s? \w[^.!?]*,|comment (?:dit-on|dire)\b"
    r"|.*\b(?:ce|cet|cette) (?:lettre|texte|e-?mail|message|note|phrase|paragraphe|poème|chanson|article)\b",
    subject=r"(?:je\b|j['’]|mon\b|ma\b|mes\b|nous\b|notre\b|il\b|elle\b|le\b|la\b|les\b|l['’]|un\b|une\b|c['’]est)",
    pointing=r"(?:c['’]|ce\b|cela\b|ça\b)",
    not_a_fact=r"(?:quand|comment|où|pourquoi|qui|quoi|quel\w*|si|moi|ce que|ce qu['’])\b",
)

_TAMBIEN = r"(?:,? (?:por favor|también|siempre|además|mejor))*"
SPANISH = phrases(
    "es",
    ask=r"(?:(?:(?P<ask>puedes|podrías|quieres)|por favor|también|ahora|además|mejor),?\s+)*",
    please="por favor|gracias",
    tag="vale|de acuerdo|sí",
    question="qué|cómo|dónde|cuándo|quién|cuál(?:es)?|por qué|puedo|puedes|debo|es|está|hay",
    conjunction="y",
    that=r"que\s+",
    opener=r"(?:(?:hey|oye|hola|okay|ok|vale|oh|ah|eh+|este|h+m+|y|pero|sí|no(?=\s*[,.!])|bueno|bien|ahora"
    r"|además|en realidad"
    r"|espera|perdona?|perdón|gracias|genial|perfecto|mira|por cierto|earsight)\b[\s,.!:…-]*"
    r"|olvida eso\b[\s,;.–-]*(?=ASKrecuerda\b))+",
    remember=(
        r"ASK(?:recu[eé]rda(?:me)?|recordar|acu[eé]rdate|acordarte|no (?:te )?olvides|ten en cuenta|memoriza"
        r"|anota|apunta"
        r"|guarda)"
        + _TAMBIEN
        + r"(?:\s+(?:de )?(?P<todo>)(?P<action>\w+(?:ar|er|ir)(?:me|le|la|lo|les|los|las)?\b.*)|"
        + _FREE.format(this="esto", please="por favor")
        + r"(?:(?:de )?(?P<that>que)\s+)?)(?P<fact>.+))",
    ),
    remember_this=r"ASK(?:recuerda (?:esto|eso)|recuérdalo|no lo olvides|acuérdate de (?:eso|esto))",
    remembered_after=r"(?P<fact>.+?)\s*[,;:–-]\s*(?:recuérdalo|recuerda eso|no lo olvides)",
    forget=(
        rf"ASK(?:olvida|olvídate|olvidar){_TAMBIEN},?\s+(?:de )?(?P<that>que)\s+(?P<words>.+)",
        rf"ASK(?:olvida|olvidar){_TAMBIEN} (?:todo )?lo que (?:te )?(?:dije|he dicho|conté|sabes) (?:sobre"
        rf"|acerca de|de)"
        r" (?P<words>(?!mí\b).+)",
        rf"ASK(?:olvida|olvídate de|olvidar){_TAMBIEN} "
        + _MY_THINGS.format(my="mi|mis|nuestro|nuestra", conjunction="y"),
    ),
    forget_all=r"ASK(?:(?:olvida|olvidar(?:lo)?|olvídalo) todo(?: lo que (?:sabes|te he dicho|te dije)(?: (?:de"
    r"|sobre) m[ií])?)?"
    r"|borra (?:tu|la|toda tu) memoria)",
    undo=r"ASK(?:deshaz (?:eso|esto|el último cambio)|deshazlo)",
    again=_CUT.format(ands="y|pero")
    + rf"(?=ASK(?:recuerda|acuérdate|no (?:te )?olvides|(?:olvida|olvídate){_TAMBIEN} (?:de )?que)\b"
    rf"|por favor,? olvida\b)",
    withdrawn=_TAKEN_BACK.format(
        no="no|espera|para|broma|déjalo",
        filler="oh|ah|o|pero|en realidad|mejor|perdona?|perdón|lo|hagas|todavía|es|era|eso|una",
    ),
    task=r"ASK(?:traduce|traducir|resume|resumir|corrige|corregir|reescribe|reescribir|escribe|escribir|redacta"
    r"|redactar"
    r"|repite)\b|querid[oa]s? \w[^.!?]*[,:]|cómo se dice\b"
    r"|.*\b(?:este|esta) (?:carta|texto|correo|mensaje|nota|frase|párrafo|poema|canción|artículo)\b",
    subject=r"(?:yo|mi|mis|soy|estoy|tengo|vivo|trabajo|me|no|nosotros|nuestr\w+|él|ella|el|la|los|las|un|una)\b",
    pointing=r"(?:esto|eso)\b",
    not_a_fact=r"(?:cuándo|cuando|cómo|como|dónde|donde|por|quién|qué|cuál|si|esto|eso|lo)\b",
)

_ANCHE = r"(?:,? (?:per favore|anche|sempre|inoltre|invece|piuttosto|bene))*"
ITALIAN = phrases(
    "it",
    ask=r"(?:(?:(?P<ask>puoi|potresti|vuoi)|per favore|anche|ora|adesso|invece|piuttosto),?\s+)*",
    please="per favore|per piacere|grazie",
    tag="va bene|d['’]accordo|sì",
    question="che|cosa|come|dove|quando|chi|quale|quali|perché|posso|puoi|devo|è|sono|c['’]è",
    conjunction="e",
    that=r"che\s+",
    opener=r"(?:(?:ehi|hey|ciao|okay|ok|oh|ah|e+h+m*|h+m+|beh|allora|e|ma|sì|no|bene|ora|adesso|inoltre"
    r"|in realtà|aspetta|scusa(?:mi)?"
    r"|grazie|perfetto|senti|a proposito|earsight)\b[\s,.!:…-]*"
    r"|(?:dimenticalo|lascia (?:stare|perdere))\b[\s,;.–-]*(?=ASKricorda))+",
    remember=(
        r"ASK(?:ricorda(?:ti|rti|re|lo)?|non (?:ti )?dimenticare|non dimenticarti|tieni a mente|memorizza"
        r"|annota|segnati|segna)"
        + _ANCHE
        + r"(?:\s+(?P<todo>di)\s+(?P<action>\w+(?:re|rmi|rlo|rla|rgli|rle)\b.*)|"
        + _FREE.format(this="questo", please="per favore")
        + r"(?:(?P<that>che)\s+)?)(?P<fact>.+))",
    ),
    remember_this=r"ASK(?:ricorda(?:ti)? (?:questo|quello)|ricordatelo|ricordalo|non dimenticarlo)",
    remembered_after=r"(?P<fact>.+?)\s*[,;:–-]\s*(?:ricordatelo|ricordalo|non dimenticarlo)",
    forget=(
        rf"ASK(?:dimentica|dimenticati|dimenticare){_ANCHE},?\s+(?P<that>che)\s+(?P<words>.+)",
        rf"ASK(?:dimentica|dimenticare){_ANCHE} (?:tutto )?(?:quello|ciò) che (?:ti )?(?:ho detto|sai)"
        r" (?:su|sul|sulla|sulle|sui|sugli|di|del|della|delle|dei) (?P<words>(?!me\b).+)",
        rf"ASK(?:dimentica|dimenticare){_ANCHE} "
        + _MY_THINGS.format(my="il mio|la mia|i miei|le mie|mio|mia|il nostro|la nostra", conjunction="e"),
    ),
    forget_all=r"ASK(?:dimentica(?:re)? tutto(?: (?:quello|ciò) che (?:sai|ti ho detto)(?: (?:di|su) me)?)?"
    r"|cancella (?:la tua|la|tutta la tua) memoria)",
    undo=r"ASK(?:annulla (?:questo|quello|l['’]ultima modifica)|annullalo)",
    again=_CUT.format(ands="e|ma")
    + rf"(?=ASK(?:ricorda(?:ti)?|non (?:ti )?dimenticare|dimentica(?:ti)?{_ANCHE} che)\b|per favore,? dimentica\b)",
    withdrawn=_TAKEN_BACK.format(
        no="no|non|aspetta|fermati|scherzo|scherzavo|lascia (?:stare|perdere)",
        filler="oh|ah|o|ma|anzi|in realtà|meglio|scusa|lo|farlo|fare|ancora|di|questo",
    ),
    task=r"ASK(?:traduci|tradurre|riassumi|riassumere|correggi|correggere|riscrivi|riscrivere|scrivi|scrivere"
    r"|riformula|ripeti)\b"
    r"|car[oaie] \w[^.!?]*,|come si dice\b"
    r"|.*\bquest(?:[oa] |['’])(?:lettera|testo|e-?mail|messaggio|nota|frase|paragrafo|poesia|canzone|articolo)\b",
    subject=r"(?:io\b|il\b|la\b|i\b|le\b|lo\b|l['’]|mi\b|mio\b|mia\b|sono\b|ho\b|non\b|vivo\b|abito\b|lavoro\b"
    r"|un\b|una\b|lui\b"
    r"|lei\b)",
    pointing=r"(?:questo|quello|ciò)\b",
    not_a_fact=r"(?:quando|come|dove|perché|chi|cosa|quale|se|di|questo|quello)\b",
)

LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN)
