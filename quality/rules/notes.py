"""What is told and costs nothing."""

from quality.rules.rule import Effect, Rule

RULES = (
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
        "memberships-overlap",
        Effect.NOTE,
        "În {file} sunt persoane care apar în două gospodării odată: se mută în alta înainte să plece din prima (întâi la linia {line}).",
        "Completați ziua plecării din gospodăria veche.",
        "{file} has people who are in two households at once: they join one before they leave the other (first on line {line}).",
        "Fill in the day on which they left the old household.",
    ),
    Rule(
        "made-before-quarter-end",
        Effect.NOTE,
        "Exportul a fost făcut înainte de sfârșitul trimestrului {detail}: ce s-a întâmplat după el lipsește.",
        "Exportați din nou după sfârșitul trimestrului sau verificați ceasul calculatorului.",
        "The export was made before the end of the quarter {detail}: what happened after it is missing.",
        "Export again after the quarter's end, or check the computer's clock.",
    ),
    Rule(
        "county-without-rows",
        Effect.NOTE,
        "Registrul {file} ține loc de cel dinainte pentru toată țara, dar nu are niciun rând pentru: {detail}.",
        "Verificați că fișierul este întreg; dacă vă lipsesc județe, trimiteți din nou registrul întreg.",
        "The register {file} takes the place of the one before for the whole country, but has no row for: {detail}.",
        "Make sure that the file is whole; if counties are missing, send the whole register again.",
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
        "column-not-exported",
        Effect.NOTE,
        "Din {file} lipsesc coloane care pot lipsi: {column}. Ce se calculează din ele rămâne «fără date», nu zero.",
        "Dacă aplicația le are, cereți dreptul de a le exporta și exportați din nou.",
        "{file} lacks columns that it may lack: {column}. What rests on them is “no data”, not zero.",
        "If the application has them, ask for the permission to export them and export again.",
        lists="column",
    ),
    Rule(
        "table-not-exported",
        Effect.NOTE,
        "Din livrare lipsesc tabele care pot lipsi: {file}. Ce se calculează din ele rămâne «fără date», nu zero.",
        "Dacă aplicația le are, cereți dreptul de a le exporta și exportați din nou.",
        "The delivery lacks tables that it may lack: {file}. What rests on them is “no data”, not zero.",
        "If the application has them, ask for the permission to export them and export again.",
        lists="file",
    ),
    Rule(
        "primero-open-only",
        Effect.NOTE,
        "În {file} nu este niciun caz închis: filtrul obișnuit al listei din Primero le lasă deoparte, iar atunci închiderile nu se"
        " pot număra.",
        "Alegeți în listă toate statuturile, nu numai «deschis», și exportați din nou.",
        "{file} holds no closed case: the list's usual filter in Primero leaves them out, and then closings cannot be counted.",
        "Choose all statuses in the list, not only “open”, and export again.",
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
    Rule(
        "primero-no-county",
        Effect.NOTE,
        "Niciun caz din {file} nu are o localitate cunoscută: cazurile se numără numai la țară, și numai cât nicio livrare nu"
        " spune ale cui sunt.",
        "Cereți dreptul de a exporta locul actual (location_current) și exportați din nou.",
        "No case of {file} has a known location: the cases count in the country only, and only while no delivery says whose"
        " they are.",
        "Ask for the permission to export the current location (location_current) and export again.",
    ),
)
