"""The many forms of yes and no. Longer forms win over shorter ones inside them."""

from __future__ import annotations

from appliance.language.forms import lines, listed

FILLERS = listed("""
äh ähm öh hm hmm mh halt eben mal tja nun bitte ey pff boah puh jetzt einfach ehrlich gesagt ehrlicherweise echt
wirklich oh uff du hey alter mann leider dann also tatsächlich heute
""")
"""Left out of what was said and of the forms alike."""

YES = lines("""
bestimmt | ganz bestimmt
selbstredend | versteht sich [von selbst]
klaro | aber hallo | ja | jo | jep | jup | jap | yep | yes | yo | jau | jawohl | jawoll | jou | mhm | klar | na klar |
  sicher | sicherlich | natürlich | selbstverständlich | logisch | logo | freilich | genau | richtig | stimmt |
  korrekt | absolut | definitiv | unbedingt | gewiss | allerdings | tatsächlich | passt | exakt | eindeutig | doch |
  aber ja | aber sicher | aber klar | aber natürlich | auf jeden fall | auf alle fälle | auf jeden | wie immer | wie
  versprochen | wie geplant | wie abgemacht | wie jeden tag | ja doch | ja klar | ja genau | ja sicher | ja natürlich
  | ja gut | und ob
das (stimmt | passt | ist richtig | ist korrekt | stimmt so | kann man so sagen | ist so)
stimmt (genau | so | schon) | so ist es | so sieht es aus | da kannst du drauf wetten | ohne zweifel | kein problem |
  ohne probleme
[ist | alles | schon | das ist | es ist | längst | bereits] (erledigt | geschafft | gemacht | fertig | getan |
  abgehakt | durch | vollbracht | passiert | abgeschlossen)
(habe | hab) [ich] [es | das | sie | ihn | heute | auch | schon | alles | komplett | gerade | ganz | wieder |
  tatsächlich | brav] [schon | alles | heute | komplett | gerade | auch | brav] (gemacht | geschafft | erledigt |
  hinbekommen | hingekriegt | durchgezogen | getan | gehalten | hinter mir | abgehakt | fertig | eingehalten)
ich (habe | hab) [es | das | sie | ihn | heute | auch | schon | alles | gerade] [schon | alles | heute | komplett |
  auch | gerade] (gemacht | geschafft | erledigt | hinbekommen | hingekriegt | durchgezogen | getan | gehalten |
  hinter mir | abgehakt | fertig | eingehalten)
ich (war | bin) [heute | auch | schon | gerade] (da | dort | laufen | joggen | schwimmen | trainieren | draussen |
  beim sport | im studio | fertig)
(war | bin) ich [heute | auch | schon] (da | dort | dabei | gewesen | gelaufen | gegangen)
hat (geklappt | funktioniert | hingehauen) | es hat (geklappt | funktioniert | hingehauen) | hat es
(ist | das ist | es ist) (ein ja | ein klares ja) | kannst du (abhaken | einen haken dranmachen)
mein wort gehalten | alles (gut gelaufen | super gelaufen)
(ohne | keine) (frage | zweifel) | hundertprozentig | zu hundert prozent | hundert prozent
[habe ich | habe es | ich habe es | das habe ich] nicht (vergessen | ausgelassen | verpasst | verschlafen | geschwänzt |
  verpennt | verschwitzt)
nein doch (habe | bin | war) ich | nein doch (stimmt | ja | klar)
""")
YES_ENDING = lines("""
(habe | bin | war | tue | mache) ich | ich (war | habe | bin) [es | das]
ging es [doch] | jeden tag [auch] | immer [auch] | jedes mal |
  zweimal sogar
""")
"""Yes where nothing follows: `hab ich`; not `hab ich vergessen`."""

YES_MILD = lines("""
ok | gut | schön | in ordnung | alles klar | alles gut | gerne | prima | super | easy | gebongt | geht klar | läuft |
  jein doch | einverstanden | von mir aus | meinetwegen
""")
"""May also be mere politeness."""

YES_WEAK = lines("""
kann sein | könnte sein | möglicherweise | vielleicht | möglich | kann schon sein
joa | [ja] [ich] (glaube | denke | schätze | meine | nehme an | hoffe | vermute) [ich] (schon | ja | doch)
(glaube | denke) (ich | schon) | denke ich (schon | mal) | ich denke (schon | ja) | schon | ja schon | wahrscheinlich
  | vermutlich | vermutlich schon | wahrscheinlich schon | wahrscheinlich ja | ziemlich sicher | könnte man [so] sagen
  | kann man sagen | würde ich sagen | würde ich (schon | ja) sagen | sozusagen | warum nicht | anscheinend |
  angeblich | im prinzip [ja | schon] | im grunde [ja | schon] | eigentlich (ja | schon) | scheint so | ich bin mir
  ziemlich sicher | wird schon so sein | ich glaube | ich denke
hätte [ich] [es | das] (fast | beinahe) (vergessen | verpasst | verschlafen | ausgelassen | verschwitzt)
""")
NO = lines("""
[gar | überhaupt] nichts (gemacht | geschafft | erledigt | getan)
nein | nope | njet | no | niemals | nie | nie im leben | falsch | negativ | fehlanzeige | mitnichten | hmhm | auf
  keinen fall | keinesfalls | keineswegs | kein bisschen | von wegen | schön wäre es | keine chance | weit gefehlt |
  aber nein | ach was | ach wo | i wo | stimmt nicht | passt nicht | das stimmt nicht | ein nein | das ist (falsch |
  nicht richtig | nicht korrekt) | nicht richtig | nicht korrekt | so nicht | gar nicht wahr | leider nein | eher nein
  | nein danke | nein leider | leider nicht | nein noch nicht | nein gar nicht
ja nein [eigentlich | doch | leider | noch | gar | überhaupt | so wirklich] nicht
ja nein (habe | bin | war) ich [es | das] [eigentlich | noch | gar | doch] nicht
""")
NO_VERBAL = lines("""
(ich habe es | das habe ich | habe ich | das steht | steht | liegt) [alles] noch vor mir | nicht erst (angefangen |
  versucht | probiert) | (ich hatte | hatte | war | es war) [einfach | heute] zu viel (zu tun | los | stress | um die
  ohren | arbeit) | mir war nicht (danach | gut)
hat [es] [leider] nicht (sollen sein | sein sollen | geklappt | funktioniert | gepasst)
[ich] habe [ich] [es | das] [noch | gar | überhaupt | auch | einmal] nicht [einmal] (versucht | probiert | angefangen
  | begonnen)
nicht (versucht | probiert | angefangen | begonnen | dran gedacht | daran gedacht)
verschoben | vertagt | ausgelassen | geschwänzt | abgesagt | sausen lassen | ausfallen lassen | liegen lassen |
  gelassen
[ich] (konnte | wollte | durfte | mochte | kann | will) [ich | mich | es | das] [gar | einfach | heute] (nicht |
  nichts) [aufraffen | aufrappeln | überwinden | motivieren | machen]
[mir | es | da | leider] (kam | kamen) [mir | leider | da] (was | etwas | einiges) dazwischen | mir ist was dazwischen
  gekommen | ist [mir] (was | etwas) dazwischen gekommen | ist [mir] (was | etwas) dazwischengekommen
[noch | heute | leider | gar | doch | überhaupt | bisher | diesmal | eher | bestimmt | sicher | absolut | schon wieder
  | wieder | mal wieder | sicherlich | definitiv | natürlich | bislang] nicht [wirklich | ganz so | richtig |
  unbedingt | mehr | heute | so richtig | gerade | einmal | gemacht | geschafft | erledigt | hinbekommen | hingekriegt
  | geklappt | funktioniert | dazu gekommen | fertig geworden | fertig | gelaufen | gegangen | gewesen | getan |
  dazugekommen | passiert | besonders | so ganz]
(habe | hab) [ich] [es | das | heute | leider | noch | mich | ihn | sie] [leider | heute | noch | gar | einfach |
  überhaupt | wieder | auch] nicht [gemacht | geschafft | erledigt | hinbekommen | hingekriegt | getan | gekonnt |
  dazu aufgerafft | aufraffen können | mehr geschafft]
(war | bin) [ich] [heute | leider | noch] nicht [da | dort | dazu gekommen | laufen | gelaufen | gewesen]
ich (habe | hab | bin | war) [es | das | heute | leider | noch | mich] [heute | leider | noch | gar | überhaupt |
  einfach | wieder] (nicht | nichts) [gemacht | geschafft | erledigt | hinbekommen | hingekriegt | getan | laufen |
  dazu gekommen | dazugekommen | mehr geschafft | aufgerafft | fertig geworden | dort | gewesen]
(hat | es hat | das hat) [heute | leider | noch | gar | diesmal] nicht (geklappt | funktioniert | hingehauen | sollen
  sein)
kann ich nicht (sagen dass ich es habe | behaupten) | nicht dass ich wüsste | nicht im geringsten | nicht die bohne
(habe | hab) [ich] [es | das | leider | total | komplett | völlig | ganz | auch | heute | doch | schlicht] [leider |
  total | komplett | völlig | ganz] (vergessen | verschlafen | verpasst | verschwitzt | verpennt | ausgelassen |
  sausen lassen | sein lassen | geschwänzt | versäumt | verbockt | verschoben | vertagt | ausfallen lassen | bleiben
  lassen | verpeilt | gelassen | geskippt)
ich (habe | hab) [es | das | leider | total | komplett | völlig | heute | auch] [leider | total | komplett | völlig |
  heute] (vergessen | verschlafen | verpasst | verschwitzt | verpennt | ausgelassen | sausen lassen | sein lassen |
  geschwänzt | versäumt | verbockt | verschoben | vertagt | ausfallen lassen | bleiben lassen | verpeilt | gelassen |
  geskippt)
(total | komplett | völlig | glatt | leider | einfach | ganz) (vergessen | verschlafen | verpennt | verpeilt |
  verschwitzt)
verbummelt | verschusselt | verdaddelt | versemmelt | verplant | verratzt | verschludert | vergeigt | versumpft
[ist] [mir | es | das] [mir] [total | komplett | völlig | glatt | irgendwie | wieder] (durchgerutscht |
  durch die lappen gegangen | durchgegangen | untergegangen) | ist mir [total | komplett | völlig | glatt |
  irgendwie] entfallen
(auf der strecke | liegen | auf der couch | auf dem sofa) geblieben | [hinten] runtergefallen | unter den tisch
  gefallen | zu kurz gekommen
steht noch [an | auf (dem plan | dem zettel | der liste | meiner liste | meinem zettel)] | ist noch offen
vergessen | verschlafen | verpennt | ausgefallen | ist (leider | heute) ausgefallen | ist ausgefallen | ist (mir)
  (entfallen | durchgerutscht) | ins wasser gefallen | ist ins wasser gefallen | ist untergegangen | bin eingeschlafen
  | ich bin eingeschlafen | bin ich nicht | nicht dazu gekommen | kam nicht dazu | ich kam nicht dazu | dazu kam ich
  nicht | bin nicht dazu gekommen
(keine | kein | keinen) (zeit | lust | energie | kraft | bock | motivation | nerv | gelegenheit) [gehabt | mehr |
  dafür | dazu]
(ich habe | habe | ich hatte | hatte) [ich] [heute | leider | einfach] (keine | kein | keinen) (zeit | lust | energie
  | kraft | bock | motivation | nerv | gelegenheit) [gehabt | mehr | dafür | dazu]
(ich war | war) [einfach | heute | leider] (zu müde | zu faul | krank | zu kaputt | zu beschäftigt | im stress | total
  kaputt | zu spät dran | zu erschöpft | unterwegs)
zu (müde | faul | spät | kaputt | stressig)
ich (muss | müsste) [es | das] noch | muss ich noch | steht noch aus | mache ich
  noch
""")
"""No, and what is said after it stands under its negation: `ich hab's nicht … geschafft`."""

NO_WEAK = lines("""
ja nicht | ja leider nicht
(hätte | wäre) [ich | es | das] [eigentlich] (fast | beinahe)
ich (wollte | hätte) [eigentlich]
wollte ich [es | das] [ja | doch | eigentlich] noch | wie denn | wann denn
im traum
hätte ich [es | das] [eigentlich | noch | mal] | (müsste | sollte) ich [es | das] [eigentlich] noch
(wird | werden | werde ich | muss | soll | ist) [es | das] noch (gemacht | erledigt | nachgeholt) (werden | sein) |
  (wird | werde ich | muss | soll) [es | das] [noch]
(mache | erledige | tue | hole) ich [es | das] (abend | mittag | nachmittag | nacht | nachher | bald) [noch] [nach]
ich (mache | erledige | tue | hole) (es | das) (abend | mittag | nachmittag | nacht | nachher | bald) [noch] [nach]
(bin | war) [ich] [lieber] (drinnen | drin | zuhause | zu hause | daheim | im bett) geblieben
kaum | weniger | eher weniger | eher nicht | wohl nicht | wohl eher nicht | glaube [ich] nicht | denke [ich] nicht |
  ich (glaube | denke) nicht | wahrscheinlich nicht | vermutlich nicht | später | morgen | bald | mache ich [es |
  das | mal] (noch | später | morgen | gleich)
kommt noch | (schlecht | blöd | dumm | mies) gelaufen | nichts | gar nichts | null |
  keine | keinen | nichts davon | nicht unbedingt | nicht so wirklich | nicht wirklich | nicht so richtig | nicht so
  ganz | nicht direkt | geht so nicht | ungern
""")

PARTLY: tuple[tuple[tuple[str, ...], float], ...] = (
    (lines("""
(fast | beinahe | nahezu | annähernd) [alles | ganz | komplett | fertig | vollständig | geschafft | die ganze]
(habe | hab) [ich | es] (fast | beinahe) [alles | ganz] [geschafft | gemacht | fertig]
bis auf (das | den | die) [letzte | letzten | kleine | kleinen] (stück | rest | letzte | kleinigkeit | bisschen) | bis
  auf (eins | eine | einen | den rest | ein bisschen | eine kleinigkeit) | alle bis auf (eine | einen | eins) | so gut
  wie [alles | fertig] | so ziemlich [alles | ganz] | praktisch alles | fast ganz | fast fertig
"""), 0.9),
    (lines("""
[das] (meiste | meisten) [davon] | grösstenteils | zum (grössten | grossen) teil | überwiegend | mehr oder weniger |
  im grossen und ganzen | weitgehend | zu grossen teilen | hauptsächlich | ziemlich viel | einen grossteil | der
  grossteil | grossteils | mehrheitlich | die meisten | meistens
bis auf (den | die | das | meinen | meine | mein | zwei | drei) | (alles | alle | alle bis) ausser (den | dem | die |
  der | das | einem | einer | eins | zwei)
"""), 0.8),
    (lines("""
[noch] nicht (ganz | alles | komplett | vollständig | alle | die ganze | den ganzen | das ganze | bis zum ende | so
  viel wie geplant | so lange wie geplant | so weit wie geplant) [geschafft | gemacht | fertig]
(habe | hab | bin) [ich | es] nicht (ganz | alles | komplett) [geschafft | gemacht | fertig | fertig geworden]
ich (habe | bin) [es | das] nicht (ganz | alles | komplett) [geschafft | gemacht | fertig geworden]
(drei viertel | dreiviertel | zwei drittel) [davon]
"""), 0.7),
    (lines("""
[so | ungefähr | etwa | nur | gut | knapp] [die] (hälfte | halb | halbe | halbe halbe | halb halb | fifty fifty |
  halbwegs) [davon | geschafft | gemacht]
teilweise | teils | teils teils | zum teil | jein | ja und nein | nein und ja | einen teil [davon] | ein teil [davon]
  | mittelmässig | mittel | bedingt | einigermassen | so halb | so halbwegs | mehr schlecht als recht | [ich bin |
  bin] gerade dabei | so lala | geht so | ging so | na ja so halb | ein stück weit | ansatzweise | in gewisser weise |
  irgendwie schon | so gesehen schon | manche [davon] | einige [davon]
(ich habe | habe) [ich] [es] (angefangen | versucht | probiert) | ich habe es (wenigstens | zumindest) versucht |
  angefangen | versucht | nur angefangen | ich bin dran | bin dran | bin dabei | ich bin dabei | auf halbem weg | halb
  fertig | noch dabei
"""), 0.5),
    (lines("""
[nur | nur so | so] [ein] (bisschen | wenig | klein wenig | kleines bisschen | paar schritte) [davon | was | gemacht]
(kaum | wenig | fast nichts) [davon | geschafft] | nicht viel [davon | geschafft] | ansatzweise | ganz kurz | nur ganz
  kurz | nur kurz | minimal
"""), 0.25),
)  # fmt: skip
"""How much of it was done, for words that are neither yes nor no."""

CORRECTIONS = lines("""
ich mein | quatsch | ich meine | ich meinte | moment | warte | korrektur | entschuldigung | sorry | falsch gesagt |
  ich nehme es zurück | vielmehr | besser gesagt | beziehungsweise | stimmt nicht ganz | blödsinn | vertan
""")
NEITHER = lines("""
na ja | ja mei | (lief | ging | war | läuft) [ganz | sehr | so | recht] (gut | super | prima | schön | ok) | (ganz |
  sehr) gut | gut geschlafen | [gar] nicht (schlecht | übel | nur | mehr als | weniger als | so schlimm | schlimm) |
  fix und fertig | weiss nicht | keine ahnung | ich weiss [es] nicht | nicht sicher | ja oder nein | ob ja | gute
  frage | nicht fragen
stimmt da war [ja | doch] (was | etwas) | habe ich [das | es] [dir] [nicht | doch] schon erzählt
(gut | ok | schön | super | prima) dass | alles klar bei
""")
"""Words that hold a yes or no and say neither."""

CONTRASTS = ("aber", "allerdings nur", "obwohl", "jedoch", "nur", "ausser", "bloss", "dafür", "wobei")
"""What follows limits what was said before."""

DEEDS = listed("""
gemacht geschafft gelaufen gelesen geschrieben gegangen angerufen telefoniert trainiert meditiert gekocht geputzt
aufgeräumt gegessen getrunken geschwommen gefahren geübt gelernt bezahlt geschickt abgeschickt gesprochen besucht
erledigt gejoggt geduscht aufgestanden geschlafen gebucht bestellt gefunden repariert gebaut gespielt gesungen
abgegeben eingekauft gearbeitet geredet gewandert gebetet gedehnt geradelt verschickt gegossen gesaugt gewaschen
""")
"""Participles that tell a thing was done."""

DID = listed("lief las schrieb ging rief fuhr schwamm ass trank kochte joggte")

NEGATIONS = listed("nicht kein keine keinen keiner nie niemals nichts")
HAT_FUN = listed("spass freude")
"""`hat Spaß gemacht` tells of one's own deed, `meine Frau hat es gemacht` does not."""

MODALS = listed("wird werden werde muss müsste soll sollte hätte wäre")
"""Before a participle, within its clause: the deed is not done (`wird noch erledigt`)."""

DONE = DEEDS | listed("passiert fertig getan abgehakt nachgeholt geklappt erledigt")
"""What a modal verb leaves undone."""

STRESS = listed("klar definitiv bestimmt sicher natürlich genau richtig absolut eindeutig immer gut ok super prima")
"""A yes that only stresses the no right after it: `klar nicht`, `super, vergessen`."""

STRESSED = listed("nicht nein vergessen verschlafen verpennt verschwitzt verpasst ausgefallen")

BEGINNINGS = listed("angefangen versucht probiert begonnen")
"""Part of a deed, unless `nicht` stands before."""
