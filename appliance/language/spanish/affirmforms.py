"""The many forms of yes and no, written with accents and looked up without."""

from __future__ import annotations

from appliance.language.spanish.tokens import spoken_lines

YES_HEARD = spoken_lines("""
sí [claro | señor | señora | por supuesto | lo hice | lo he hecho | todo | eso es | así es | correcto]
claro [que sí]
por supuesto
desde luego
lo hice
lo he hecho
ya está
hecho
listo
correcto
exacto
eso es
así es
creo que sí
ajá
""")

YES_READ = spoken_lines("""
sí | claro | afirmativo | positivo | ajá | simón | totalmente | efectivamente | ciertamente | naturalmente |
  evidentemente | exacto | exactamente | correcto | correctísimo | cierto | obvio | obviamente | segurísimo | seguro
claro [que] sí | por supuesto [que sí] | desde luego [que sí] | cómo no | sin duda [alguna] | ya lo creo | faltaría
  más | faltaba más | sin falta | sin problema | eso sí | pues sí | que sí | y tanto | a huevo | de una
[eso es | así es | es | digo | diría | un] un sí | eso es | así es | así fue | así mismo | eso mismo | tal cual |
  como siempre | como todos los días | todos los días | según lo prometido | como prometí | es verdad | es cierto |
  está bien | eso está bien
[ya | por fin | al final] [me | se | te] (lo | la | los | las) (hice | he hecho | cumplí | he cumplido | terminé |
  he terminado | acabé | he acabado | logré | he logrado | conseguí | he conseguido | completé | he completado | tengo
  | saqué | pude hacer | hicimos | hemos hecho | terminamos | acabamos | había hecho) [todo | toda | todos | todas |
  entero | entera]
[ya | por fin | al final] (cumplí | terminé | acabé | pude | pudimos | conseguí hacerlo | logré hacerlo | pude
  hacerlo | he cumplido | he terminado | he acabado | he podido) [con eso | con ello | todo | hacerlo]
[ya | todo | toda | todos | todas | está | esta | ya está] (hecho | hecha | hechos | hechas | listo | lista |
  cumplido | cumplida | terminado | terminada | acabado | acabada | completo | completa | completado | conseguido)
ya está [todo] | ya quedó | ya estuvo | sí se pudo | quedó [hecho | listo] | prueba superada | misión cumplida |
  tarea cumplida | pan comido | todo (en orden | bien | perfecto |
  limpio | recogido | ordenado | entregado | enviado | pagado | guardado)
lo hice (todo | entero | completo) | hice todo | cada uno | enterito
no (caí | he caído | recaí | he recaído | pequé | falté | fallé | me lo perdí | me lo salté |
  lo olvidé | se me olvidó | me olvidé)
""")

YES_MILD = spoken_lines("""
ok | vale | de acuerdo | órale | perfecto
""")
"""May also be mere politeness."""

YES_ENDING = spoken_lines("""
(ya | va | venga | dale | sale | ándale | muy bien) | [yo] sí (lo | la | los | las) (hice | he hecho) | [pues] lo
  fue | lo es | lo era | lo estoy | lo estaba | todo | toda | todos | todas | todito
""")
"""Yes where nothing follows."""

YES_WEAK = spoken_lines("""
(creo | diría | supongo | pienso | imagino | me parece | parece | juraría | espero | yo diría) que sí [lo hice]
digamos que sí | probablemente [sí] | seguramente [sí] | supongo | a lo mejor | puede ser | puede | quizás | quizá |
  tal vez | se podría decir [que sí] | podría decirse [que sí] | podría ser | capaz que sí | igual sí | por qué no |
  casi seguro [que sí] | eso creo | eso parece | me imagino | (todos los | todas las | todo lo) | no sí (lo | la | los |
  las) (hice | he hecho)
""")

NO_HEARD = spoken_lines("""
no [lo hice | señor | señora | pude | todavía | hoy no | aún | nada | gracias | perdón]
todavía no
aún no
hoy no
nada
nunca
para nada
qué va
creo que no
no lo he hecho
se me olvidó
no me dio tiempo
""")

NO_READ = spoken_lines("""
no | negativo | qué va | incorrecto | falso | nanay | ni hablar | naranjas | nel | claro que no | por supuesto que
  no | desde luego que no | pues no | que no | ni de broma | ni de coña | ni en broma | ni modo | ni loco | ni loca |
  ni por asomo | ni por casualidad | ni de lejos | para nada | en absoluto | de ninguna manera | de ningún modo | nada
  de eso | eso no | es un no | un no | no señor | no señora | ojalá
""")

NO_VERBAL = spoken_lines("""
(todavía | aún | hoy | ayer | esta vez | anoche | tampoco | así que | lamentablemente | desgraciadamente | por
  desgracia | desafortunadamente | la verdad es que | la verdad que | al final | me temo que | mucho me temo que |
  obviamente | definitivamente | evidentemente | realmente | por ahora | de momento | esta semana | sinceramente |
  francamente) no
no (todavía | aún | hoy | esta vez | exactamente | realmente | por ahora | de momento | tampoco) | tampoco
[que | pues | y] no [me | te | se | nos | yo] [lo | la | los | las | le | les] (hice | he hecho | hicimos | pude |
  he podido | pudimos | logré | conseguí | he conseguido | cumplí | he cumplido | terminé | he terminado | acabé | he
  acabado | alcancé | llegué | di | dio | ha dado | dieron | tuve | he tenido | fui | he ido | acordé | he acordado |
  quise | apeteció | animé | salió | ha salido | hubo | era | es | fue | estuve | estaba | he | hago | quería | sirvió
  | tocó | toca | podía | puedo | hizo | ha habido | pasó) [nada | ni una | ni uno | tiempo | ganas | hacer | ir]
no (del todo bien | está bien | es cierto | es correcto | es verdad | es así | fue así | estoy | lo estoy | eso no)
[se me | me] (olvidó | ha olvidado | pasó | ha pasado | fue | quedé dormido | quedé dormida | dormí | salté | he
  saltado | olvidé | he olvidado | rajé | rendí) [por completo | completamente | el santo al cielo | hacerlo]
se me (olvidó | ha olvidado | pasó | ha pasado | fue | hizo tarde | complicó | ha complicado) [por completo |
  completamente | el santo al cielo | el día]
[lo | la | los | las] (olvidé | dejé | he dejado | aplacé | pospuse | salté) [para mañana | para otro día | por
  completo | completamente | pasar]
me (faltó | ha faltado | faltaron) (tiempo | ganas | fuerza | fuerzas | energía | valor)
(fallé | he fallado | falté | he faltado | fracasé | fracaso total | me equivoqué)
nunca | jamás | ni siquiera | ni empecé | ni lo intenté | ni lo toqué | ni me
  acordé | ni cerca
[estoy | estaba | estuve | me sentía | he estado] (demasiado | muy | súper | tan | bastante) (ocupado | ocupada |
  cansado | cansada | enfermo | enferma | mal | liado | liada | agotado | agotada)
(estaba | estuve | he estado) (enfermo | enferma | malo | mala | agotado | agotada | ocupado | ocupada | liado |
  liada)
(iba a | quería | pensaba | tenía intención de | debería haberlo hecho | debí hacerlo | me hubiera gustado | me
  habría gustado | quise) [hacerlo] [pero]
(eso está mal | está mal | equivocado)
(creo | diría | supongo | pienso | me parece | yo diría | imagino) que no [lo hice]
(sigo sin | sin) (hacerlo | hacer | terminar | acabar | empezar)
tengo que (hacerlo | terminarlo) [todavía | aún] | [todavía | aún] (tengo que | me falta | está pendiente | lo tengo
  pendiente)
pendiente | sin hacer
me (dio | ha dado | ganó | venció | entró | pudo) [la | el | mucha | tanta] (pereza | flojera | sueño | cansancio |
  hueva)
[hoy | todavía] (ha sido | fue | era) imposible | no hubo (manera | forma | modo)
""")
"""No, and what is said after it stands under its negation: `no pude terminarlo`."""

NO_WEAK = spoken_lines("""
nada | cero | no mucho | no sé si | (ahora mismo | ahora | ya) voy | mañana | luego | después | más tarde | pronto |
  ahora voy | ahora lo hago | lo haré [mañana | luego | después | hoy | más tarde] | voy a hacerlo | lo voy a hacer |
  lo hago (mañana | luego | después | ahora) | difícilmente | probablemente no | seguramente no | casi nada | apenas
  [nada] | a duras penas | poca cosa | no creo | nada de nada | nadita | ninguno | ninguna | ni uno | ni una | ni un |
  ayer sí | anoche sí
(caí | he caído | recaí | he recaído | pequé | he pecado) [en la tentación]
""")

PARTLY: tuple[tuple[tuple[str, ...], float], ...] = (
    (spoken_lines("""
casi [casi] [todo | toda | todos | todas | por completo | del todo | completo | entero | terminado | acabado | listo
  | hecho]
casi casi | ya mero | por un pelo | casi lo (termino | acabo | consigo | logro) | todo menos [uno | una] | (me faltó
  | faltó) (poco | poquito | muy poco | un poco | un poquito | nada) | por (poco | poquito) | prácticamente [todo]
"""), 0.9),
    (spoken_lines("""
más o menos | la mayor parte | la mayoría | en su mayoría | en gran parte | gran parte | buena parte | una buena
  parte | mayormente | bastante | mucho | casi siempre | cortito | cortita | cortitos | cortitas
(pero | aunque) [muy | más] (corto | corta | breve)
"""), 0.8),
    (spoken_lines("""
no (del todo | todo | toda | todos | todas | por completo | completamente | entero | entera | tanto | totalmente |
  enteramente) [como quería | como esperaba]
no (lo | la | los | las) (hice | terminé | acabé | completé | he hecho | he terminado | he acabado) (todo | del todo
  | entero | entera | por completo | completo | completamente)
no (hice | terminé | acabé) todo | tres cuartas partes | dos tercios
"""), 0.7),
    (spoken_lines("""
[como | casi | solo | hice | hasta | apenas | más o menos | fue] [me quedé] [a | en | por] [la] mitad [de la mitad]
  | a medias | medias | medio [medio] | en parte | parcialmente | una parte | parte | solo una parte | solo en parte |
  sí y no | no y sí | ni sí ni no | regular | así así | ahí ahí | tirando | más que menos | algo | alguno | alguna |
  algunos | algunas | hice algo | algo hice | se podría decir que en parte | a mitad de camino | a medio camino | un
  cincuenta porciento | cincuenta cincuenta | hasta cierto punto | en cierto modo | en cierta medida | lo (intenté |
  he intentado) | intenté | he intentado | [todo] lo que pude
hice lo que pude | (lo | la) (empecé | dejé a medias | comencé) | empecé |
  comencé | (una | uno) sí [y] [la | el] (otra | otro) no
"""), 0.5),
    (spoken_lines("""
[solo | solamente | nada más | muy | apenas] (un poco | un poquito | un pelín | un poquitín | poco | poquito | muy
  poco | un pelo | un tantito | tantito) [nada más | solo]
"""), 0.25),
)  # fmt: skip
"""How much of it was done, for words that are neither yes nor no."""

CORRECTIONS = spoken_lines("""
(digo | quiero decir | quise decir | quería decir | perdón | perdona | perdone | espera | mejor dicho | más bien |
  en realidad | bueno no | ay no | miento | corrijo | me equivoqué | la verdad es que)
""")
CONTRASTS = spoken_lines("""
pero | aunque | sin embargo | solo que | excepto | salvo | menos | no obstante | si bien | al menos | por lo menos
(a ver | como | ver | sabes | por) si
""")

OBSTACLES = spoken_lines("""
me (lesioné | caí | torcí | lastimé | enfermé | resfrié | mareé | sentí mal | puse [muy] (malo | mala | mal | enfermo
  | enferma) | dolía | dolió | duele | liaron | lié | entretuve | quedé (en casa | sin | dormido | dormida | atrapado |
  atrapada))
[me] (surgió | ha surgido | salió | apareció | cayó) (algo | un | una | otra | otro | trabajo) | hubo un
  (imprevisto | problema | lío) | se [me] (complicó | complicaron | torció | alargó | hizo tarde)
tuve que (parar | dejarlo | volver | volverme | trabajar | quedarme | irme | salir | cancelar | cancelarlo | cuidar |
  llevar | ir | atender | acompañar | recoger | viajar)
(llovía | llovió | llovió mucho | estaba lloviendo | nevaba | nevó | granizaba)
(estaba | está | encontré | me lo encontré) [todo] cerrado | (estaba | está) cerrada | cerrado por | hacía (mucho | un)
  (calor | frío) | llegué [muy | demasiado] tarde | estuve [todo el día | toda la (tarde | mañana | noche | semana)]
  (trabajando | ocupado | ocupada | liado | liada | de viaje | fuera)
comunicaba | estaba comunicando | (daba | sonaba) ocupado | (saltó | saltaba | me saltó) el (contestador | buzón) |
  nadie (contestó | contestaba | cogió | cogía | atendió)
""")
"""What kept one from it. Told by itself it is a likely no; after a deed it makes a part of it."""

DONE = spoken_lines("""
(he | hemos | habíamos | había) [ya | lo] hecho
""")

NOT_DONE = frozenset({"olvide", "falle", "salte", "deje", "pase", "cancele", "aplace", "fracase", "rendi", "dormi",
"perdi",
                      "empece", "intente", "falte", "evite", "preferi", "decidi", "surgio", "canse"})  # fmt: skip
"""First persons of the past, without accents, that tell of a deed left undone."""

DID = frozenset(
    [
        "hice",
        "fui",
        "pude",
        "tuve",
        "dije",
        "puse",
        "estuve",
        "anduve",
        "vine",
        "traje",
        "conduje",
        "quise",
        "supe",
        "hicimos",
        "fuimos",
        "pudimos",
        "tuvimos",
        "estuvimos",
    ]
)
"""First persons of the past that do not end in an accented vowel."""
