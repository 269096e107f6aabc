"""Ages that the law sets, and where."""

#: Civil Code, art. 38
ADULT = 18
#: Labour Code, art. 13
MAY_WORK = 15
MAY_WORK_SAYS = (
    "15 ani: vârsta de la care Codul muncii (art. 13) îngăduie munca, cu acordul părinților.",
    "15 years: the age from which the Labour Code (art. 13) allows work, with the parents' consent.",
)
