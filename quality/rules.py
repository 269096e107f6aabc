"""The rules of gate 1 as objects: what is wrong, what it costs, and how to mend it, in Romanian and English.

Placeholders in the words: {file}, {line}, {column}, {detail}. `lists` names the one that may stand for several: findings that
differ in nothing else are told in one sentence.
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
    lists: str | None = None


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
        "Arhiva {file} s-ar dezarhiva la de sute de ori mărimea ei, ceea ce un export adevărat nu face.",
        "Verificați de unde provine arhiva și exportați din nou.",
        "The archive {file} would unpack to hundreds of times its size, which no true export does.",
        "Check where it comes from and export again.",
    ),
    Rule(
        "archive-nested",
        Effect.REFUSES_DELIVERY,
        "Livrarea {file} conține o altă arhivă .zip; arhivele din arhive nu se deschid.",
        "Puneți fișierele CSV direct în arhivă sau trimiteți chiar arhiva dinăuntru.",
        "The delivery {file} holds another .zip; archives within archives are not opened.",
        "Put the CSV files right into the archive, or send the inner one itself.",
    ),
    Rule(
        "table-missing",
        Effect.REFUSES_DELIVERY,
        "Din livrare lipsesc tabelele: {file}.",
        "Exportați din nou, cu toate tabelele sistemului.",
        "The delivery lacks the tables: {file}.",
        "Export again, with all tables of the system.",
        lists="file",
    ),
    Rule(
        "table-twice",
        Effect.REFUSES_DELIVERY,
        "Livrarea conține de mai multe ori tabelele: {file}.",
        "Lăsați un singur fișier pentru fiecare tabel.",
        "The delivery holds more than once the tables: {file}.",
        "Leave one file for each table.",
        lists="file",
    ),
    Rule(
        "file-empty",
        Effect.REFUSES_DELIVERY,
        "Fișiere goale, fără numele coloanelor: {file}.",
        "Exportați din nou aceste tabele; și un tabel fără date are pe prima linie numele coloanelor.",
        "Empty files, without the names of the columns: {file}.",
        "Export these tables again; one without data too has the names of its columns in the first line.",
        lists="file",
    ),
    Rule(
        "encoding-not-utf8",
        Effect.REFUSES_DELIVERY,
        "Fișierul {file} nu este scris în UTF-8 (linia {line}); diacriticele s-ar pierde.",
        "Alegeți la export codificarea UTF-8, nu Windows-1250, Latin-2 sau UTF-16 («Unicode»).",
        "The file {file} is not UTF-8 (line {line}).",
        "Choose UTF-8 when exporting, not Windows-1250, Latin-2 or UTF-16 (“Unicode”).",
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
        "În fișierul {file}, la linia {line}, ghilimele greșite: de acolo înregistrările nu mai pot fi deosebite una de alta.",
        'Exportați din nou; ghilimelele din texte se dublează («""»), iar cele deschise se închid (RFC 4180).',
        "In the file {file}, line {line}, misplaced quotes: from there on one record cannot be told from the next.",
        "Export again; quotes in texts are doubled, and what opens is closed (RFC 4180).",
    ),
    Rule(
        "separator-not-comma",
        Effect.REFUSES_DELIVERY,
        "În fișierul {file} coloanele sunt despărțite prin {detail}, nu prin virgulă.",
        "Alegeți la export virgula ca separator; fișierele salvate din Excel în română au punct și virgulă.",
        "In the file {file} the columns are not separated by commas.",
        "Choose the comma as the separator when exporting; files saved by a Romanian Excel have semicolons.",
    ),
    Rule(
        "header-missing",
        Effect.REFUSES_DELIVERY,
        "Prima linie a fișierului {file} nu conține numele coloanelor.",
        "Exportați din nou tabelul, cu numele coloanelor pe prima linie, despărțite prin virgulă.",
        "The first line of the file {file} does not hold the names of the columns.",
        "Export the table again, with the names of the columns in the first line, separated by commas.",
    ),
    Rule(
        "column-missing",
        Effect.REFUSES_DELIVERY,
        "În fișierul {file} lipsesc coloanele: {column}.",
        "Exportați din nou tabelul, cu toate coloanele, despărțite prin virgulă.",
        "The file {file} lacks the columns: {column}.",
        "Export the table again, with all columns, separated by commas.",
        lists="column",
    ),
    Rule(
        "column-twice",
        Effect.REFUSES_DELIVERY,
        "În fișierul {file} apar de mai multe ori coloanele: {column}.",
        "Exportați din nou tabelul, cu fiecare coloană o singură dată.",
        "The file {file} has more than once the columns: {column}.",
        "Export the table again, with each column once.",
        lists="column",
    ),
    Rule(
        "table-empty",
        Effect.REFUSES_DELIVERY,
        "Tabele fără nicio înregistrare bună, de care orice export are nevoie: {file}.",
        "Verificați filtrele exportului și exportați din nou.",
        "Tables without a good record, which every export needs: {file}.",
        "Check the export's filters and export again.",
        lists="file",
    ),
    Rule(
        "no-county",
        Effect.REFUSES_DELIVERY,
        "Nicio persoană din {file} nu are un județ cunoscut; livrarea nu poate fi pusă pe seama niciunui județ.",
        "Verificați tabelele counties.csv și cities.csv și exportați din nou.",
        "No person of {file} has a known county, so that the delivery speaks for none.",
        "Check the tables counties.csv and cities.csv and export again.",
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
        "too-many-lost-references",
        Effect.REFUSES_DELIVERY,
        "Prea multe rânduri din {file} trimit, prin coloana {column}, la înregistrări care nu sunt în {detail}: tabelul pare"
        " tăiat.",
        "Verificați că tabelele sunt întregi și din același moment, apoi exportați din nou.",
        "Too many rows of {file} point, in the column {column}, to records that {detail} does not hold: it looks cut.",
        "Make sure that the tables are whole and of the same moment, then export again.",
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
        "Înregistrarea nu are o valoare bună în coloana {column}, fără de care nu poate fi așezată.",
        "Exportați din nou tabelul; coloana o completează aplicația, nu omul.",
        "The record has no valid value in the column {column}, without which it cannot be placed.",
        "Export the table again; the application fills in that column, no person does.",
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
        "Exportați din nou tabelul; momentul îl scrie aplicația, ca AAAA-LL-ZZ OO:MM:SS.",
        "The record has no valid time in the column {column} and cannot be placed in a quarter.",
        "Export the table again; the application writes the time, as YYYY-MM-DD HH:MM:SS.",
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
        "Valoarea din coloana {column} nu este un număr întreg bun; rămâne necompletată.",
        "Corectați valoarea în aplicație.",
        "The value in the column {column} is no valid whole number; it is left empty.",
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
        "code-invalid",
        Effect.EMPTIES_FIELD,
        "Valoarea din coloana {column} nu are forma unui cod; rămâne necompletată.",
        "Alegeți în aplicație unul dintre codurile listei.",
        "The value in the column {column} does not look like a code; it is left empty.",
        "Choose one of the list's codes in the application.",
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
        "CNP-ul nu este valabil (lungime, dată sau cifră de control); persoana se numără, dar nu poate fi regăsită în alte"
        " sisteme.",
        "Verificați CNP-ul pe actul de identitate și corectați-l în fișă.",
        "The CNP is not valid; the person counts but cannot be found again in other systems.",
        "Check it against the identity card and correct it in the file.",
    ),
    Rule(
        "birth-date-impossible",
        Effect.EMPTIES_FIELD,
        "Data nașterii este imposibilă (după înregistrare și după trimestru, sau cu peste {detail} de ani în urmă); vârsta rămâne"
        " necunoscută.",
        "Corectați data nașterii în fișa persoanei.",
        "The birth date is impossible (after the record and the quarter, or more than {detail} years ago); the age is unknown.",
        "Correct the birth date in the person's file.",
    ),
)

_NOTE = (
    Rule(
        "code-unknown",
        Effect.NOTE,
        "În {file}, coloana {column}, sunt coduri din afara nomenclatorului, care nu se numără; restul înregistrării da."
        " Cod × înregistrări: {detail}.",
        "Verificați codurile; dacă sunt noi, cereți adăugarea lor în lista de coduri. «?» este un text care nu arată a cod.",
        "In {file}, column {column}, there are codes that the nomenclature does not hold; they are not counted, the rest of the"
        " record is. Code × records: {detail}.",
        "Check the codes; if they are new, ask for them to be added to the list. “?” is a text that does not look like one.",
        lists="detail",
    ),
    Rule(
        "file-unended",
        Effect.NOTE,
        "Ultima linie nu se încheie cu un sfârșit de linie, ca la o copiere întreruptă, în: {file}.",
        "Verificați că fișierul este întreg: ultima înregistrare să fie și în aplicație ultima, cu aceleași valori.",
        "The last line has no line end, as where a copy was interrupted, in: {file}.",
        "Make sure that the file is whole: its last record is the application's last, with the same values.",
        lists="file",
    ),
    Rule(
        "table-without-rows",
        Effect.NOTE,
        "Tabele fără nicio înregistrare bună: {file}.",
        "Dacă în aplicație sunt date, verificați filtrele exportului și exportați din nou.",
        "Tables without a good record: {file}.",
        "If the application has data, check the export's filters and export again.",
        lists="file",
    ),
    Rule(
        "table-not-read",
        Effect.NOTE,
        "Fișiere care nu fac parte din contract și au rămas necitite: {file}.",
        "Nu trebuie făcut nimic. «#3» este al treilea fișier al livrării, după nume.",
        "Files that are not part of the contract and were left unread: {file}.",
        "Nothing has to be done. “#3” is the delivery's third file, by name.",
        lists="file",
    ),
    Rule(
        "column-not-read",
        Effect.NOTE,
        "Coloane din {file} care nu fac parte din contract și au rămas necitite: {column}.",
        "Nu trebuie făcut nimic. «#3» este a treia coloană.",
        "Columns of {file} that are not part of the contract and were left unread: {column}.",
        "Nothing has to be done. “#3” is the third column.",
        lists="column",
    ),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in (*_DELIVERY, *_ROW, *_FIELD, *_NOTE)}
