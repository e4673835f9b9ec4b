"""How sums, formulas, lengths, scores and spans of time are said."""

import pytest

from assistant.speech.spoken import speakable
from tests.growth import LINEAR, growth

REPLIES = [
    # a letter that stands for a number, and times
    ("Solve 2x + 3 = 7.", "Solve two x plus three equals seven."),
    ("Subtract 3 to get 2x = 4, so x = 2.", "Subtract three to get two x equals four, so x equals two."),
    ("The derivative of x² is 2x.", "The derivative of x squared is two x."),
    ("f(x) = 2x + 1", "f(x) equals two x plus one"),
    ("y = -2x + 1", "y equals minus two x plus one"),
    ("y = 1/2x", "y equals one half x"),
    ("3x > 9", "three x more than nine"),
    ("Divide 3x by 3 to get x.", "Divide three x by three to get x."),
    ("It is 2x faster.", "It is two times faster."),
    ("≈3x faster", "about three times faster"),
    ("It is 3x as big - wow.", "It is three times as big - wow."),
    ("Take 2 tablets 3x/day.", "Take two tablets three times per day."),
    ("a 4x4 truck", "a four by four truck"),
    ("3 x 4 = 12", "three times four equals twelve"),
    # signs between
    ("x² - 5x + 6 = 0", "x squared minus five x plus six equals zero"),
    ("(x - 2)(x - 3) = 0", "(x minus two) times (x minus three) equals zero"),
    ("3(3) + 6 = 15", "three times (three) plus six equals fifteen"),
    ("2(3 + 4) = 14", "two times (three plus four) equals fourteen"),
    ("x - 3 = 4", "x minus three equals four"),
    ("5 − 3 = 2", "five minus three equals two"),
    ("10-4=6", "ten minus four equals six"),
    ("90-100 = A", "ninety to one hundred equals A"),
    ("Profit = revenue - cost", "Profit equals revenue minus cost"),
    ("$10 - $4 = $6", "ten dollars minus four dollars equals six dollars"),
    ("10 - (-5) = 15", "ten minus (minus five) equals fifteen"),
    ("-b ± √(b² − 4ac)", "minus b plus or minus square root of (b squared minus four A c)"),
    ("a_n = a_1 + (n-1)d", "A n equals A 1 plus (n minus one)d"),
    ("7*8=56 and 2*3*4 = 24", "seven times eight equals fifty-six and two times three times four equals twenty-four"),
    ("Area = length * width", "Area equals length times width"),
    ("2 · 3 = 6", "two times three equals six"),
    ("|x| = 5", "x equals five"),
    ("5! = 120", "five factorial equals one hundred and twenty"),
    ("s390x and m4x.org = b-1", "s390x and m4x.org equals b-1"),
    ("id = zai-org/GLM-5, name=mypy/cpp", "id equals zai-org GLM-5, name equals mypy cpp"),
    ("U+00B7, cu2qu and s3fs = 1", "U+00B7, cu2qu and s3fs equals one"),
    ("UTC+2 and GMT-5", "UTC plus two and GMT minus five"),
    ("E = energy - m = mass", "E equals energy - m equals mass"),
    ("Take 3\n* 5 eggs", "Take three. five eggs"),
    ("π is the Greek πι.", "pi is the Greek πι."),
    ("10 km - 2 laps", "ten kilometres - two laps"),
    # divided
    ("100 / 5", "one hundred divided by five"),
    ("12/4 = 3", "twelve divided by four equals three"),
    ("1000/8", "one thousand divided by eight"),
    ("(12 + 8)/4", "(twelve plus eight) divided by four"),
    ("2.5/0.5", "two point five divided by zero point five"),
    ("x/2 = 5", "x over two equals five"),
    ("(y2 - y1)/(x2 - x1)", "(y2 minus y1) over (x2 minus x1)"),
    ("F = ma, so a = F/m.", "F equals m A, so A equals F over m."),
    ("120 miles / 60 mph = 2", "one hundred and twenty miles divided by sixty miles per hour equals two"),
    ("1,000 × 5% = $50/year", "one thousand times five percent equals fifty dollars per year"),
    ("Speed = distance / time", "Speed equals distance divided by time"),
    (
        "v = d/t = 100 m / 20 s = 5 m/s",
        "v equals d over t equals one hundred metres divided by twenty seconds equals five metres per second",
    ),
    ("F = C × 9/5 + 32", "F equals C times nine fifths plus thirty-two"),
    ("3/4 + 1/4 = 1", "three quarters plus one quarter equals one"),
    ("the 2024/25 season", "the twenty twenty-four twenty-five season"),
    ("120/80 mmHg", "one hundred and twenty over eighty millimetres of mercury"),
    ("1-1/2 cups", "one and a half cups"),
    ("(mix) ½ cup", "(mix) one half cup"),
    # out of
    ("4.5/5 stars", "four point five out of five stars"),
    ("I rate it 8/10.", "I rate it eight out of ten."),
    ("She scored 18/20.", "She scored eighteen out of twenty."),
    ("95/100", "ninety-five out of one hundred"),
    ("1/100 of an inch", "one hundredth of an inch"),
    ("10/10 would go again", "ten out of ten would go again"),
    ("The answer is 4/5.", "The answer is four fifths."),
    ("50/50", "fifty fifty"),
    # powers and roots
    ("6.02×10²³", "six point zero two times ten to the power of twenty-three"),
    ("1.6 × 10⁻¹⁹", "one point six times ten to the power of minus nineteen"),
    ("10³ and 10^-3", "ten cubed and ten to the power of minus three"),
    ("x⁴, x^n and 2^(n+1)", "x to the power of four, x to the power of n and two to the power of n plus one"),
    ("(x + 1)^2", "(x plus one) squared"),
    ("1.5e6", "one point five times ten to the power of six"),
    ("√16 = 4", "square root of sixteen equals four"),
    ("A = πr²", "A equals pi r squared"),
    ("E = mc^2", "E equals m c squared"),
    ("y = mx + b", "y equals m x plus b"),
    ("KE = 1/2 mv²", "KE equals one half m v squared"),
    ("x = 5, or no - it is so.", "x equals five, or no - it is so."),
    ("sin²θ + sin(30°) = 1", "sine squared θ plus sine(thirty degrees) equals one"),
    ("s = ut + ½at²", "s equals u t plus one half A t squared"),
    ("H₂O and CO₂", "H2O and CO2"),
    ("Fe³⁺ and SO₄²⁻", "Fe three plus and SO4 two minus"),
    # units
    ("9.8 m/s²", "nine point eight metres per second squared"),
    ("9.8 m/s^2", "nine point eight metres per second squared"),
    ("(m/s²)", "(metres per second squared)"),
    ("in km/h", "in kilometres per hour"),
    ("1,000 kg/m³", "one thousand kilograms per cubic metre"),
    ("G = 6.7 N·m²/kg²", "G equals six point seven newton square metres per kilogram squared"),
    ("5 kg·m/s²", "five kilogram metres per second squared"),
    ("10 cm × 5 cm", "ten centimetres by five centimetres"),
    (
        "5 kg × 9.8 m/s² = 49 N",
        "five kilograms times nine point eight metres per second squared equals forty-nine newtons",
    ),
    ("at 180°C/350°F", "at one hundred and eighty degrees Celsius, three hundred and fifty degrees Fahrenheit"),
    ("12 oz/340 g", "twelve ounces, three hundred and forty grams"),
    ("250 mg/5 ml", "two hundred and fifty milligrams per five millilitres"),
    ("10 min., stirring", "ten minutes, stirring"),
    ("3 Tbsp", "three tablespoons"),
    # feet and inches
    ("He is 5'10\" tall.", "He is five feet ten inches tall."),
    ("6′2″, 5’ 11” and 6'1", "six feet two inches, five feet eleven inches and six feet one inch"),
    ('a 12" pizza', "a twelve inch pizza"),
    ('3 1/4" thick', "three and a quarter inches thick"),
    ("1 in = 2.54 cm", "one inch equals two point five four centimetres"),
    ('He said "I am 20" and left.', 'He said "I am twenty" and left.'),
    ("'Route 66' 10 miles on", "'Route sixty-six' ten miles on"),
    ("48°51'30\" N", "forty-eight degrees fifty-one minutes thirty seconds N"),
    ("'It is 5', she said.", "'It is five', she said."),
    # times
    ("3h 20m", "three hours twenty minutes"),
    ("2m 30s", "two minutes thirty seconds"),
    ("20m", "twenty metres"),
    ("9:00–17:00", "nine o'clock to seventeen hundred"),
    ("9am–5pm", "nine AM to five PM"),
    ("From 2–3 pm.", "From two to three PM."),
    ("10:30-11:15 am", "ten thirty to eleven fifteen AM"),
    ("in his 20s", "in his twenties"),
    ("in her late 20s and 30s", "in her late twenties and thirties"),
    ("in the 70s", "in the seventies"),
    ("Hold for 20s.", "Hold for twenty seconds."),
    # money
    ("A$5 or C$20", "five Australian dollars or twenty Canadian dollars"),
    ("20 CAD", "twenty Canadian dollars"),
    ("$20/hr, $5.00/lb", "twenty dollars per hour, five dollars per pound"),
    ("$3–$5 per lb", "three to five dollars per pound"),
    ("5¢ each", "five cents each"),
    ("$5 × 3 = $15", "five dollars times three equals fifteen dollars"),
]

LATEX = [
    (
        r"The speed is \(3 \times 10^8\) meters per second.",
        "The speed is three times ten to the power of eight meters per second.",
    ),
    (r"\(3 \times 10^8 \, \text{m/s}\)", "three times ten to the power of eight metres per second"),
    (r"\(2x + 3 = 7\), so \(2x\)", "two x plus three equals seven, so two x"),
    (r"$2x + 3 = 7$", "two x plus three equals seven"),
    (r"$3 \times 10^8$", "three times ten to the power of eight"),
    (r"The answer is $5$.", "The answer is five."),
    (r"I paid $5 for two, and 3$ for one.", "I paid five dollars for two, and three dollars for one."),
    (r"It costs $5 + tax, or $6.", "It costs five dollars plus tax, or six dollars."),
    (r"\(\frac{1}{2}\) and \(\frac{a+b}{2}\)", "one half and (a plus b) divided by two"),
    (r"\(F = \frac{9}{5}C + 32\)", "F equals nine fifths C plus thirty-two"),
    (r"\(\frac{10}{2} = 5\)", "ten divided by two equals five"),
    (r"\(2\frac{1}{2}\)", "two and a half"),
    (
        r"\( x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a} \)",
        "x equals (minus b plus or minus square root of (b squared minus four A c)) over (two a)",
    ),
    (r"\(\sqrt{16} = 4\)", "square root of sixteen equals four"),
    (r"\(5 \div 2 \approx 2.5\)", "five divided by two about two point five"),
    (r"\(2 \cdot 3 = 6\)", "two times three equals six"),
    (r"\(x_1 \leq 5\), \(y <z\)", "x 1 at most five, y less than z"),
    (r"\(v_{0}^2 = 2gh\)", "v 0 squared equals two g h"),
    (r"\(e^{-x} + 10^{-3}\)", "e to the power of minus x plus ten to the power of minus three"),
    (r"\(\pi r^2\)", "pi r squared"),
    (r"\(90^\circ\), \(25^{\circ}\text{C}\), \(50\%\)", "ninety degrees, twenty-five degrees Celsius, fifty percent"),
    (r"\(\boxed{x = 2}\)", "x equals two"),
    (r"\(3{,}000 + 1\)", "three thousand plus one"),
    (r"a \(\sum_{i=1}^n i\) b", "a b"),
    (r"a \(\frac{1}{}\) b \(\frac{1\) c \(x}\) d", "a b c d"),
    (r"a \(" + "{" * 40 + "x" + "}" * 40 + r"\) b", "a b"),
    (r"a \(x^\) b", "a b"),
]

OTHER_LANGUAGES = [
    ("de", "2x + 3 = 7", "zwei x plus drei gleich sieben"),
    ("de", "100 / 5 = 20", "einhundert geteilt durch fünf gleich zwanzig"),
    ("de", "4,5/5 Sterne", "vier Komma fünf von fünf Sterne"),
    ("de", "Note: 8/10", "Note: acht von zehn"),
    ("de", "9,8 m/s²", "neun Komma acht Meter pro Sekunde Quadrat"),
    ("de", "6,02 × 10²³", "sechs Komma null zwei mal zehn hoch dreiundzwanzig"),
    ("de", r"\(\frac{a}{b}\)", "a durch b"),
    ("de", "√16 = 4", "Wurzel aus sechzehn gleich vier"),
    ("de", "x² - 5x = 0", "x Quadrat minus fünf x gleich null"),
    ("de", "3h 20m", "drei Stunden zwanzig Minuten"),
    ("de", "9:00–17:00 Uhr", "neun Uhr bis siebzehn Uhr"),
    ("de", "10'000 Euro", "zehntausend Euro"),
    ("de", "5 A$", "fünf australische Dollar"),
    ("fr", "2x + 3 = 7", "deux x plus trois égale sept"),
    ("fr", "100 / 5 = 20", "cent divisé par cinq égale vingt"),
    ("fr", "note de 8/10", "note de huit sur dix"),
    ("fr", "9,8 m/s²", "neuf virgule huit mètres par seconde au carré"),
    ("fr", "10⁻³", "dix puissance moins trois"),
    ("fr", "√16 = 4", "racine carrée de seize égale quatre"),
    ("fr", "3h 20m", "trois heures vingt minutes"),
    ("fr", "9h00-17h30", "neuf heures à dix-sept heures trente"),
    ("es", "2x + 3 = 7", "dos x más tres igual a siete"),
    ("es", "4,5/5 estrellas", "cuatro coma cinco sobre cinco estrellas"),
    ("es", "10⁻³", "diez elevado a menos tres"),
    ("es", "x + y = 10", "x más y igual a diez"),
    ("es", "√16 = 4", "raíz cuadrada de dieciséis igual a cuatro"),
    ("it", "2x + 3 = 7", "due x più tre uguale a sette"),
    ("it", "voto 8/10", "voto otto su dieci"),
    ("it", r"\(\frac{a}{b}\)", "a fratto b"),
    ("it", "(km/h)", "(chilometri orari)"),
    ("it", "A = πr²", "A uguale a pi greco r al quadrato"),
    ("pt", r"\(2x\)", "2 x"),
]


@pytest.mark.parametrize(("written", "said"), REPLIES)
def test_formulas_scores_lengths_and_times_are_said_as_people_say_them(written: str, said: str) -> None:
    assert speakable(written) == said


@pytest.mark.parametrize(("written", "said"), LATEX)
def test_simple_latex_is_said_and_the_rest_stays_silent(written: str, said: str) -> None:
    assert speakable(written) == said


@pytest.mark.parametrize(("language", "written", "said"), OTHER_LANGUAGES)
def test_other_languages_say_formulas_their_own_way(language: str, written: str, said: str) -> None:
    assert speakable(written, language) == said


@pytest.mark.parametrize("unit", ["x=", "1/1 = ", '9" ', "(x)", "5'1", "a - ", "^2", "\\(x", "3 in ", "{", "2m 3s "])
def test_time_grows_with_the_formula_and_not_faster(unit: str) -> None:
    assert growth(lambda times: speakable(unit * times), 1_000) < LINEAR
