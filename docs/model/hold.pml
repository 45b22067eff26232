/*
 * How the one who holds a task sees to the end of its stream. README.md says what is modelled; ./check explores it.
 *
 * LOSSES: how often a task may be taken from who holds it, for a dead process, a lock that ran out, a broker that started anew.
 * NO_LOOK: whoever holds the task settles it without a look. FORGETFUL: each takes its delivery for the first.
 */
#define ATTEMPTS (2 * LOSSES + 1) /* each loss is followed by another attempt, and may make one more necessary */
#define NOBODY ATTEMPTS

byte deliveries = 0;
byte losses = 0;
byte holder = NOBODY;   /* as the broker has it */
bool settled = false;
byte owner = NOBODY;    /* of the stream: who wrote the latest start record */
bool finished = false;

proctype Attempt(byte id) {
    bool first;

    atomic {
        holder == NOBODY && !settled && deliveries == id ->
        holder = id;
        deliveries++;
#ifdef FORGETFUL
        first = true
#else
        first = (id == 0)
#endif
    }
    /* Whoever has lost the task may hear of it, and then writes nothing more: at any step, early, late or never. */
    if
    :: atomic { !finished -> owner = id }
    :: atomic { finished -> skip }
    :: atomic { holder != id -> goto gone }
    fi;
    if
    :: atomic { owner == id -> finished = true }
    :: atomic { owner != id -> skip }
    :: atomic { holder != id -> goto gone }
    fi;
    atomic {
        if
        :: holder != id -> skip
#ifdef NO_LOOK
        :: holder == id -> settled = true
#else
        :: holder == id && (first || finished) -> settled = true
        :: holder == id && !first && !finished -> skip /* handed back */
#endif
        fi;
        if
        :: holder == id -> holder = NOBODY
        :: else -> skip
        fi
    }
gone:
    skip
}

/* Takes the task from its holder, who does not know. */
active proctype Fault() {
    do
    :: atomic { losses < LOSSES && holder != NOBODY -> holder = NOBODY; losses++ }
    :: atomic { losses < LOSSES -> losses = LOSSES }
    :: losses == LOSSES -> break
    od
}

init {
    byte i;
    atomic {
        do
        :: i < ATTEMPTS -> run Attempt(i); i++
        :: else -> break
        od
    }
}

/* A task that is settled is one whose stream has ended, and it is settled some day. */
ltl ends { [] (settled -> finished) && <> settled }
