"""The sentences with which a wish is confirmed, by the language in which it was said."""

ADDED = {
    "en": "I'll remember: {fact}",
    "de": "Ich merke mir: {fact}",
    "fr": "Je m'en souviendrai : {fact}",
    "es": "Lo recordaré: {fact}",
    "it": "Me lo ricorderò: {fact}",
}
REPLACES = {
    "en": "That replaces: {fact}",
    "de": "Das ersetzt: {fact}",
    "fr": "Cela remplace : {fact}",
    "es": "Eso reemplaza: {fact}",
    "it": "Questo sostituisce: {fact}",
}
ALREADY = {
    "en": "I remember that already: {fact}",
    "de": "Das weiß ich schon: {fact}",
    "fr": "Je le sais déjà : {fact}",
    "es": "Ya lo recuerdo: {fact}",
    "it": "Lo ricordo già: {fact}",
}
FORGOTTEN = {
    "en": "I've forgotten: {fact}",
    "de": "Ich habe vergessen: {fact}",
    "fr": "J'ai oublié : {fact}",
    "es": "He olvidado: {fact}",
    "it": "Ho dimenticato: {fact}",
}
NOT_FOUND = {
    "en": "I find nothing in my memory about: {fact}",
    "de": "Dazu finde ich nichts in meinem Gedächtnis: {fact}",
    "fr": "Je ne trouve rien dans ma mémoire sur : {fact}",
    "es": "No encuentro nada en mi memoria sobre: {fact}",
    "it": "Non trovo nulla nella mia memoria su: {fact}",
}
ALL_FORGOTTEN = {
    "en": "I've forgotten everything I had remembered about you.",
    "de": "Ich habe alles vergessen, was ich mir über dich gemerkt hatte.",
    "fr": "J'ai oublié tout ce que j'avais retenu sur toi.",
    "es": "He olvidado todo lo que recordaba de ti.",
    "it": "Ho dimenticato tutto quello che ricordavo di te.",
}
ASK_BACK = {
    "en": "I've forgotten nothing. If I'm to forget everything about you, say only: Forget everything.",
    "de": "Ich habe nichts vergessen. Soll ich alles über dich vergessen, sag nur: Vergiss alles.",
    "fr": "Je n'ai rien oublié. Pour que j'oublie tout sur toi, dis seulement : Oublie tout.",
    "es": "No he olvidado nada. Para que olvide todo sobre ti, di solo: Olvida todo.",
    "it": "Non ho dimenticato nulla. Se devo dimenticare tutto di te, di' solo: Dimentica tutto.",
}
EMPTY = {
    "en": "There is nothing in my memory to forget.",
    "de": "Mein Gedächtnis ist schon leer.",
    "fr": "Ma mémoire est déjà vide.",
    "es": "Mi memoria ya está vacía.",
    "it": "La mia memoria è già vuota.",
}
UNDONE = {
    "en": "I've taken back the last change of my memory.",
    "de": "Ich habe die letzte Änderung meines Gedächtnisses zurückgenommen.",
    "fr": "J'ai annulé le dernier changement de ma mémoire.",
    "es": "He deshecho el último cambio de mi memoria.",
    "it": "Ho annullato l'ultima modifica della mia memoria.",
}
NOTHING_TO_UNDO = {
    "en": "There is no change of my memory to take back.",
    "de": "In meinem Gedächtnis gibt es keine Änderung zurückzunehmen.",
    "fr": "Il n'y a aucun changement de ma mémoire à annuler.",
    "es": "No hay ningún cambio de mi memoria que deshacer.",
    "it": "Non c'è nessuna modifica della mia memoria da annullare.",
}
