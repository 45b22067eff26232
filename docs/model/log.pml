/*
 * The rules of a generation's log. README.md says what is modelled; ./check explores it.
 *
 * TOKENS, ATTEMPTS, DUPLICATES: the bounds.
 * CLIENT: adds a client with a pace of its own; otherwise the end of the log is where the client is.
 * SURVIVOR: the last attempt begins after each other one has begun or died, and does not die. For the liveness.
 * NO_...: leaves one rule out, which must be found.
 */
#define RECORDS (ATTEMPTS * (TOKENS + 2 + DUPLICATES))
#define NOBODY ATTEMPTS

#define START 1
#define TOKEN 2
#define FINISH 3

typedef Record {
    byte kind;
    byte attempt;
    byte index
}

/* What a reader knows; the fields of Transcript.java. */
typedef Transcript {
    byte owner;
    byte next;
    bool finished
}

Record log[RECORDS];
byte length = 0;

Transcript view;        /* of a reader that is always at the end of the log */
byte writer[TOKENS];    /* of each token that counts there */
byte latest = NOBODY;   /* who wrote the latest start record, whatever readers make of it */
byte decided = 0;       /* attempts before the survivor that have begun, or died before */
bool ended = false;     /* the client was told of the end */

#ifdef NO_LATEST_START
#define OWNS(t, record) true
#else
#define OWNS(t, record) (record.attempt == t.owner)
#endif

#ifdef NO_INDEX
#define IS_NEXT(t, record) true
#define MAY_END(t, record) true
#else
#define IS_NEXT(t, record) (record.index == t.next)
#ifdef NO_EARLIER_END
#define MAY_END(t, record) (record.index == t.next)
#else
#define MAY_END(t, record) (record.index <= t.next)
#endif
#endif

#ifdef NO_FIRST_FINISH
#define OPEN(t) true
#else
#define OPEN(t) (!t.finished)
#endif

/* counts := whether the record counts for a reader that knows t. All go by this, clients and attempts alike. */
inline accept(t, record, counts) {
    counts = false;
    if
    :: OPEN(t) && record.kind == START -> t.owner = record.attempt
    :: OPEN(t) && record.kind == TOKEN && OWNS(t, record) && IS_NEXT(t, record) -> t.next++; counts = true
    :: OPEN(t) && record.kind == FINISH && OWNS(t, record) && MAY_END(t, record) -> t.finished = true; counts = true
    :: else -> skip
    fi
}

/* A record goes to the end of the log, and the reader that is there takes it. */
inline append(what, at) {
    d_step {
        log[length].kind = what;
        log[length].attempt = id;
        log[length].index = at;
        if
        :: what == START -> latest = id
        :: else -> skip
        fi;
        before = view.finished;
        accept(view, log[length], counts);
        length++;
        if
        :: counts ->
            assert(!before);                                /* nothing follows the end */
            assert(id == latest);                           /* only the latest attempt is heard */
            if
            :: what == TOKEN ->
                assert(at == view.next - 1 && at < TOKENS); /* no gap, no repetition */
                writer[at] = id
            :: what == FINISH ->
                assert(at < TOKENS || view.next == TOKENS); /* one that ends by length is whole */
#ifndef CLIENT
                ended = true
#endif
            fi
        :: else -> skip
        fi;
        counts = false;
        before = false
    }
}

/* What counts up to the attempt's start record. */
inline read() {
    d_step {
        at = 0;
        do
        :: at < start -> accept(found, log[at], counts); at++
        :: else -> break
        od;
        at = 0;
        counts = false;
        before = false
    }
}

proctype Attempt(byte id) {
    Transcript found;
    byte start;
    byte next;
    byte at;
    byte duplicates = DUPLICATES;
    bool reads;
    bool counts;
    bool before;

    found.owner = NOBODY;
#ifdef SURVIVOR
    if
    :: id == ATTEMPTS - 1 -> decided == ATTEMPTS - 1
    :: id < ATTEMPTS - 1 -> atomic { decided++; goto dead }
    :: id < ATTEMPTS - 1
    fi;
#endif
    /* A fresh task's attempt does not read: it takes for granted that nobody was there before. */
    if
    :: reads = true
    :: reads = false
    fi;

#ifdef NO_READ_BEHIND_START
    start = length;
    if
    :: reads -> read()
    :: else -> skip
    fi;
#endif
    atomic {
#ifndef NO_READ_BEHIND_START
        start = length;
#endif
#ifndef NO_START
        append(START, 0);
#endif
#ifdef SURVIVOR
        if
        :: id < ATTEMPTS - 1 -> decided++
        :: else -> skip
        fi
#endif
    }
#ifndef NO_READ_BEHIND_START
    /* Others may have gone on meanwhile. */
    if
    :: reads -> read()
    :: else -> skip
    fi;
#endif
    if
    :: found.finished -> goto dead
    :: else -> next = found.next
    fi;

    do
    :: true ->
        atomic {
            /* The latest attempt knows what counts, and so which token it must compute. */
            assert(latest != id || view.finished || next == view.next || !reads && next < view.next);
            if
            :: next == TOKENS -> break
            :: next < TOKENS -> append(TOKEN, next); next++
            :: next < TOKENS && duplicates > 0 -> append(TOKEN, next); append(TOKEN, next); next++; duplicates--
            :: next < TOKENS -> break                       /* cancelled, expired, failed */
#ifdef SURVIVOR
            :: id < ATTEMPTS - 1 -> goto dead
#endif
            fi
        }
    od;
    append(FINISH, next);
dead:
    skip
}

#ifdef CLIENT
/* Reads at its own pace, and once begins again with the tokens it has, at another gateway. */
proctype Client() {
    Transcript known;
    byte at;
    byte tokens;
    bool again = true;
    bool counts;

    known.owner = NOBODY;
end:
    do
    :: !ended && at < length ->
        d_step {
            accept(known, log[at], counts);
            if
            :: counts && log[at].kind == TOKEN && log[at].index >= tokens ->
                assert(log[at].index == tokens);
                assert(log[at].attempt == writer[tokens]);  /* as whoever read before */
                tokens++
            :: counts && log[at].kind == FINISH ->
                assert(tokens == known.next && view.finished && tokens == view.next);
                ended = true
            :: else -> skip
            fi;
            counts = false;
            at++
        }
    :: !ended && again && at > 0 ->
        d_step { again = false; at = 0; known.owner = NOBODY; known.next = 0 }
    :: ended -> break
    od
}
#endif

init {
    byte i;
    atomic {
        view.owner = NOBODY;
        do
        :: i < ATTEMPTS -> run Attempt(i); i++
        :: else -> break
        od
#ifdef CLIENT
        ;
        run Client()
#endif
    }
}

#ifdef SURVIVOR
/* Whoever was there before, and whatever zombies still write: one attempt that stays ends the stream. */
ltl ends { <> ended }
#endif
