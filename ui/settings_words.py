"""Words of the settings page: languages by their own names, and a phrase to hear in each."""

LANGUAGES: tuple[tuple[str, str], ...] = (
    ("ar", "العربية"),
    ("bg", "Български"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
)
NAMES = dict(LANGUAGES)

ENGLISH = "Hello, this is Earsight. This is how I sound."
PHRASES = {
    "cs": "Dobrý den, tady Earsight. Takhle zním.",
    "da": "Hej, det er Earsight. Sådan lyder jeg.",
    "de": "Hallo, hier ist Earsight. So klinge ich.",
    "es": "Hola, soy Earsight. Así sueno yo.",
    "fi": "Hei, tässä on Earsight. Tältä minä kuulostan.",
    "fr": "Bonjour, ici Earsight. Voici comment je parle.",
    "it": "Ciao, sono Earsight. Questa è la mia voce.",
    "nl": "Hallo, dit is Earsight. Zo klink ik.",
    "pl": "Cześć, tu Earsight. Tak brzmi mój głos.",
    "pt": "Olá, aqui é o Earsight. É assim que eu falo.",
    "ru": "Здравствуйте, это Эрсайт. Вот так я звучу.",
    "sv": "Hej, det här är Earsight. Så här låter jag.",
    "tr": "Merhaba, ben Earsight. Sesim böyle.",
    "uk": "Вітаю, це Ерсайт. Ось так я звучу.",
    "zh": "你好，我是 Earsight。这就是我的声音。",
}


def phrase(language: str) -> str:
    """To hear a voice of that language; in English where there is none in it."""
    return PHRASES.get(language, ENGLISH)
