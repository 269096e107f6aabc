"""The rules of gate 1 as objects: what is wrong, what it costs, and how to mend it, in Romanian and English.

Placeholders in the words: {file}, {line}, {column}, {detail}, {count}.
"""

from dataclasses import dataclass
from enum import Enum


class Effect(Enum):
    """What a finding costs."""

    REFUSES_DELIVERY = "delivery"
    REFUSES_ROW = "row"
    EMPTIES_FIELD = "field"
    NOTE = "note"


@dataclass(frozen=True)
class Rule:
    """One rule with its words. `message`: what is wrong; `remedy`: what the sender does about it; by language."""

    code: str
    effect: Effect
    message_ro: str
    remedy_ro: str
    message_en: str
    remedy_en: str


_DELIVERY = (
    Rule(
        "delivery-empty",
        Effect.REFUSES_DELIVERY,
        "Livrarea {file} este goală: nu conține niciun fișier.",
        "Exportați din nou toate tabelele și trimiteți arhiva completă.",
        "The delivery {file} is empty.",
        "Export all tables again and send the whole archive.",
    ),
    Rule(
        "archive-broken",
        Effect.REFUSES_DELIVERY,
        "Fișierul {file} nu poate fi deschis: arhiva este deteriorată sau incompletă.",
        "Verificați că fișierul s-a copiat până la capăt și trimiteți-l din nou.",
        "The file {file} cannot be opened: the archive is damaged or incomplete.",
        "Make sure that the file was copied to its end and send it again.",
    ),
    Rule(
        "archive-encrypted",
        Effect.REFUSES_DELIVERY,
        "Arhiva {file} este protejată cu parolă.",
        "Trimiteți arhiva fără parolă, pe canalul securizat convenit.",
        "The archive {file} is protected by a password.",
        "Send it without one, over the secure channel agreed upon.",
    ),
    Rule(
        "archive-unsafe-path",
        Effect.REFUSES_DELIVERY,
        "Livrarea {file} conține căi sau legături care ies din dosarul ei.",
        "Faceți arhiva din nou, numai cu fișierele CSV ale exportului.",
        "The delivery {file} holds paths or links that lead out of it.",
        "Make the archive anew, with the export's CSV files only.",
    ),
    Rule(
        "archive-bomb",
        Effect.REFUSES_DELIVERY,
        "Arhiva {file} s-ar dezarhiva la de {detail} ori mărimea ei, ceea ce un export adevărat nu face.",
        "Verificați de unde provine arhiva și exportați din nou.",
        "The archive {file} would unpack to {detail} times its size, which no true export does.",
        "Check where it comes from and export again.",
    ),
    Rule(
        "table-missing",
        Effect.REFUSES_DELIVERY,
        "Lipsește tabelul {file}.",
        "Exportați din nou, cu toate tabelele sistemului.",
        "The table {file} is missing.",
        "Export again, with all tables of the system.",
    ),
    Rule(
        "table-twice",
        Effect.REFUSES_DELIVERY,
        "Tabelul {file} apare de mai multe ori în livrare.",
        "Lăsați un singur fișier pentru fiecare tabel.",
        "The table {file} is there more than once.",
        "Leave one file for each table.",
    ),
    Rule(
        "encoding-not-utf8",
        Effect.REFUSES_DELIVERY,
        "Fișierul {file} nu este scris în UTF-8 (linia {line}); diacriticele s-ar pierde.",
        "Alegeți la export codificarea UTF-8, nu Windows-1250 sau Latin-2.",
        "The file {file} is not UTF-8 (line {line}).",
        "Choose UTF-8 when exporting, not Windows-1250 or Latin-2.",
    ),
    Rule(
        "file-cut-short",
        Effect.REFUSES_DELIVERY,
        "Fișierul {file} este tăiat: se oprește în mijlocul înregistrării de la linia {line}.",
        "Exportul sau copierea s-a întrerupt. Exportați din nou și trimiteți fișierul întreg.",
        "The file {file} is cut short: it ends inside the record of line {line}.",
        "The export or the copying was interrupted. Export again and send the whole file.",
    ),
    Rule(
        "quote-not-closed",
        Effect.REFUSES_DELIVERY,
        "În fișierul {file} niște ghilimele se deschid și nu se mai închid (lângă linia {line}).",
        "Exportați din nou; ghilimelele din texte se dublează, după RFC 4180.",
        "In the file {file} a quote opens that never closes (near line {line}).",
        "Export again; quotes in texts are doubled, as RFC 4180 says.",
    ),
    Rule(
        "column-missing",
        Effect.REFUSES_DELIVERY,
        "În fișierul {file} lipsește coloana {column}.",
        "Exportați din nou tabelul, cu toate coloanele, despărțite prin virgulă.",
        "The file {file} lacks the column {column}.",
        "Export the table again, with all columns, separated by commas.",
    ),
    Rule(
        "column-twice",
        Effect.REFUSES_DELIVERY,
        "În fișierul {file} coloana {column} apare de două ori.",
        "Exportați din nou tabelul, cu fiecare coloană o singură dată.",
        "The file {file} has the column {column} twice.",
        "Export the table again, with each column once.",
    ),
    Rule(
        "no-people",
        Effect.REFUSES_DELIVERY,
        "Livrarea nu conține nicio persoană în tabelul {file}.",
        "Verificați filtrele exportului și exportați din nou.",
        "The delivery holds no person in the table {file}.",
        "Check the export's filters and export again.",
    ),
    Rule(
        "too-many-unknown-codes",
        Effect.REFUSES_DELIVERY,
        "Prea multe evaluări au coduri pe care nomenclatorul nu le cunoaște: {detail}.",
        "Verificați versiunea aplicației. Dacă nomenclatorul s-a schimbat, cereți actualizarea listei de coduri.",
        "Too many assessments carry codes that the nomenclature does not hold: {detail}.",
        "Check the application's version. Where the nomenclature has changed, ask for the list of codes to be updated.",
    ),
    Rule(
        "quarter-not-ended",
        Effect.REFUSES_DELIVERY,
        "Trimestrul {detail} nu s-a încheiat încă, iar exportul lui ar fi incomplet.",
        "Trimiteți exportul după ultima zi a trimestrului.",
        "The quarter {detail} has not ended, so that its export would be incomplete.",
        "Send the export after the quarter's last day.",
    ),
    Rule(
        "period-not-understood",
        Effect.REFUSES_DELIVERY,
        "Dosarul {detail} nu este numele unui trimestru.",
        "Numiți dosarul ca 2025-Q4 și puneți livrarea în el.",
        "The folder {detail} is not the name of a quarter.",
        "Name the folder like 2025-Q4 and put the delivery into it.",
    ),
    Rule(
        "deliveries-contradict",
        Effect.REFUSES_DELIVERY,
        "Două exporturi diferite ale acelorași județe pentru același trimestru au sosit deodată: {file} și {detail}.",
        "Spuneți care este cel bun și lăsați-l numai pe acela.",
        "Two different exports of the same counties and quarter came at once: {file} and {detail}.",
        "Say which is the right one and leave just that.",
    ),
)

_ROW = (
    Rule(
        "row-malformed",
        Effect.REFUSES_ROW,
        "Înregistrarea nu are câmpurile tabelului (virgule sau ghilimele greșite).",
        "Corectați textul din aplicație sau exportați din nou tabelul.",
        "The record does not have the table's fields (wrong commas or quotes).",
        "Mend the text in the application or export the table again.",
    ),
    Rule(
        "key-missing",
        Effect.REFUSES_ROW,
        "Înregistrarea nu are o cheie valabilă în coloana {column}.",
        "Exportați din nou tabelul; cheia este un număr întreg dat de aplicație.",
        "The record has no valid key in the column {column}.",
        "Export the table again; the key is a whole number given by the application.",
    ),
    Rule(
        "key-twice",
        Effect.REFUSES_ROW,
        "Cheia din coloana {column} a mai apărut în tabel; rămâne prima înregistrare.",
        "Exportați din nou tabelul, fără înregistrări repetate.",
        "The key in the column {column} was there before; the first record stays.",
        "Export the table again, without repeated records.",
    ),
    Rule(
        "time-missing",
        Effect.REFUSES_ROW,
        "Înregistrarea nu are un moment valabil în coloana {column}, deci nu poate fi așezată într-un trimestru.",
        "Completați momentul înregistrării în aplicație și exportați din nou.",
        "The record has no valid time in the column {column} and cannot be placed in a quarter.",
        "Fill in the time of the record and export again.",
    ),
    Rule(
        "parent-not-found",
        Effect.REFUSES_ROW,
        "Înregistrarea trimite prin coloana {column} la o persoană sau fișă care nu este în export.",
        "Exportați din nou toate tabelele în același moment.",
        "The record points, in the column {column}, to a person or file that the export does not hold.",
        "Export all tables again at the same moment.",
    ),
    Rule(
        "map-not-json",
        Effect.REFUSES_ROW,
        "Starea evaluării (coloana {column}) nu poate fi citită: nu este un obiect JSON cod → număr.",
        "Deschideți catagrafia persoanei în aplicație, salvați-o din nou și exportați.",
        "The state of the assessment (column {column}) cannot be read: it is no JSON object code → count.",
        "Open the person's assessment in the application, save it again and export.",
    ),
)

_FIELD = (
    Rule(
        "date-invalid",
        Effect.EMPTIES_FIELD,
        "Data din coloana {column} nu există în calendar sau nu este scrisă AAAA-LL-ZZ; rămâne necompletată.",
        "Corectați data în fișa persoanei.",
        "The date in the column {column} is not in the calendar or not written YYYY-MM-DD; it is left empty.",
        "Correct the date in the person's file.",
    ),
    Rule(
        "number-invalid",
        Effect.EMPTIES_FIELD,
        "Valoarea din coloana {column} nu este un număr întreg; rămâne necompletată.",
        "Corectați valoarea în aplicație.",
        "The value in the column {column} is no whole number; it is left empty.",
        "Correct the value in the application.",
    ),
    Rule(
        "value-not-in-list",
        Effect.EMPTIES_FIELD,
        "Valoarea din coloana {column} nu este pe lista permisă; rămâne necompletată.",
        "Alegeți în aplicație una dintre valorile listei.",
        "The value in the column {column} is not on its list; it is left empty.",
        "Choose one of the list's values in the application.",
    ),
    Rule(
        "locality-not-found",
        Effect.EMPTIES_FIELD,
        "Codul de localitate nu există în SIRUTA; persoana se numără numai la județ și la țară.",
        "Alegeți localitatea de domiciliu din lista aplicației.",
        "The locality code is not in SIRUTA; the person counts for the county and the country only.",
        "Choose the locality from the application's list.",
    ),
    Rule(
        "reference-not-found",
        Effect.EMPTIES_FIELD,
        "Coloana {column} trimite la o înregistrare care nu este în export; legătura rămâne goală.",
        "Exportați din nou toate tabelele în același moment.",
        "The column {column} points to a record that the export does not hold; the link is left empty.",
        "Export all tables again at the same moment.",
    ),
    Rule(
        "cnp-invalid",
        Effect.EMPTIES_FIELD,
        "CNP-ul nu este valabil (lungime, dată sau cifră de control); persoana se numără, dar nu poate fi regăsită în alte sisteme.",
        "Verificați CNP-ul pe actul de identitate și corectați-l în fișă.",
        "The CNP is not valid; the person counts but cannot be found again in other systems.",
        "Check it against the identity card and correct it in the file.",
    ),
    Rule(
        "birth-date-impossible",
        Effect.EMPTIES_FIELD,
        "Data nașterii este imposibilă (după sfârșitul trimestrului sau cu peste {detail} de ani în urmă); vârsta rămâne necunoscută.",
        "Corectați data nașterii în fișa persoanei.",
        "The birth date is impossible (after the quarter's end or more than {detail} years ago); the age stays unknown.",
        "Correct the birth date in the person's file.",
    ),
)

_NOTE = (
    Rule(
        "code-unknown",
        Effect.NOTE,
        "Codul {detail} nu este în nomenclator; el nu se numără, restul evaluării da.",
        "Verificați codul; dacă este nou, cereți adăugarea lui în lista de coduri.",
        "The code {detail} is not in the nomenclature; it is not counted, the rest of the assessment is.",
        "Check the code; if it is new, ask for it to be added to the list of codes.",
    ),
    Rule(
        "table-not-read",
        Effect.NOTE,
        "Tabelul {file} nu face parte din contract și a rămas necitit.",
        "Nu trebuie făcut nimic.",
        "The table {file} is not part of the contract and was left unread.",
        "Nothing has to be done.",
    ),
    Rule(
        "column-not-read",
        Effect.NOTE,
        "Coloana {column} din {file} nu face parte din contract și a rămas necitită.",
        "Nu trebuie făcut nimic.",
        "The column {column} of {file} is not part of the contract and was left unread.",
        "Nothing has to be done.",
    ),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in (*_DELIVERY, *_ROW, *_FIELD, *_NOTE)}
