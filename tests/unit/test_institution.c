/* SPDX-License-Identifier: EUPL-1.2 */

/* What a rule chooses among the schools of a municipality, and who is counted once. */

#include "tests/unit/unit.h"

#include "registry/institution.h"
#include "registry/offer.h"

#include <string.h>

#define MAX 5
#define TODAY 20000

static const Ranking largest = {
    .institution_kind = "primary_school",
    .measure = "pupils",
    .per_municipality = 1,
    .approver = "Διεύθυνση Εκπαίδευσης",
};

static Institution
school(int32_t key, const char *code, int32_t pupils)
{
    return (Institution) {
        .key = key,
        .code = code,
        .name = code,
        .kind = "primary_school",
        .municipality = 1,
        .measure = "pupils",
        .amount = pupils,
        .as_of = TODAY - 10,
        .valid_from = DAY_NONE,
        .valid_to = DAY_NONE,
    };
}

/* «A chosen, B tie»: what came out, in order. */
static const char *
chosen(Arena *arena, const Ranking *ranking, const Institution *schools, size_t n)
{
    const InstitutionChoices *choices =
            institutions_choose(arena, ranking, schools, n, NULL, 0, TODAY);
    const char *text = choices->is_final ? "final" : "open";

    for (size_t i = 0; i < choices->n_choices; i++)
        text = arena_format(arena, "%s, %s %s", text, choices->choices[i].institution->code,
                choice_state_key(choices->choices[i].state));
    return text;
}

#define CHOSEN(ranking, ...)                                        \
    chosen(arena, (ranking), (const Institution[]) { __VA_ARGS__ }, \
            sizeof((const Institution[]) { __VA_ARGS__ }) / sizeof(Institution))

static void
chooses_the_largest(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Ranking smallest = largest;

    smallest.smallest_first = true;
    CHECK_TEXT(CHOSEN(&largest, school(1, "A", 90), school(2, "B", 200), school(3, "C", 120)),
            "final, B chosen");
    CHECK_TEXT(CHOSEN(&smallest, school(1, "A", 90), school(2, "B", 200)), "final, A chosen");
}

static void
leaves_a_tie_a_tie(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Ranking two = largest;

    two.per_municipality = 2;
    CHECK_TEXT(CHOSEN(&largest, school(1, "A", 64), school(2, "B", 64), school(3, "C", 10)),
            "open, A tie, B tie");
    CHECK_TEXT(CHOSEN(&two, school(1, "A", 64), school(2, "B", 64), school(3, "C", 10)),
            "final, A chosen, B chosen");
    CHECK_TEXT(CHOSEN(&two, school(1, "A", 64), school(2, "B", 50), school(3, "C", 50)),
            "open, A chosen, B tie, C tie");
}

static void
does_not_take_what_nobody_counted_for_small(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Ranking two = largest;
    Institution in_beds = school(2, "B", 500);
    Institution counted_later = school(2, "B", 500);

    two.per_municipality = 2;
    in_beds.measure = "beds";
    counted_later.as_of = TODAY + 1;
    CHECK_TEXT(CHOSEN(&largest, school(1, "A", 118), school(2, "B", -1)),
            "open, A unknown, B unknown");
    CHECK_TEXT(CHOSEN(&two, school(1, "A", 118), school(2, "B", -1), school(3, "C", 90)),
            "open, A chosen, C unknown, B unknown");
    CHECK_TEXT(CHOSEN(&largest, school(2, "B", -1)), "final, B chosen");
    CHECK_TEXT(CHOSEN(&largest, school(1, "A", 118), in_beds), "open, A unknown, B unknown");
    CHECK_TEXT(CHOSEN(&largest, school(1, "A", 118), counted_later), "open, A unknown, B unknown");
}

static void
looks_at_those_of_the_kind_and_the_day(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Institution hospital = school(2, "B", 500);
    Institution closed = school(3, "C", 500);
    Institution to_come = school(4, "D", 500);

    hospital.kind = "hospital";
    closed.valid_to = TODAY - 1;
    to_come.valid_from = TODAY + 1;
    CHECK_TEXT(CHOSEN(&largest, school(1, "A", 30), hospital, closed, to_come), "final, A chosen");
    CHECK_TEXT(CHOSEN(&largest, hospital), "final");
}

static void
tells_the_last_answer_until_the_day(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const Institution schools[] = { school(7, "A", 30) };
    const Approval answers[] = {
        { .institution = 6, .decision = APPROVAL_REFUSED, .decided_on = TODAY - 3 },
        { .institution = 7, .decision = APPROVAL_ASKED, .decided_on = TODAY - 2 },
        { .institution = 7, .decision = APPROVAL_GIVEN, .decided_on = TODAY },
    };
    const InstitutionChoices *choices;
    Ranking free_of_it = largest;

    free_of_it.approver = NULL;
    choices = institutions_choose(arena, &largest, schools, 1, answers, 3, TODAY);
    CHECK(choices->choices[0].approval == APPROVAL_GIVEN);
    choices = institutions_choose(arena, &largest, schools, 1, answers, 3, TODAY - 1);
    CHECK(choices->choices[0].approval == APPROVAL_ASKED);
    choices = institutions_choose(arena, &largest, schools, 1, answers, 3, TODAY - 9);
    CHECK(choices->choices[0].approval == APPROVAL_NONE && !choices->choices[0].decision);
    choices = institutions_choose(arena, &free_of_it, schools, 1, NULL, 0, TODAY);
    CHECK(choices->choices[0].approval == APPROVAL_NOT_NEEDED);
}

/* ---- staff -------------------------------------------------------------------------------- */

static Post
post(const Structure *structure, int32_t people, const Structure *shared_with)
{
    return (Post) {
        .structure = structure,
        .specialty = specialty_find("psychologist"),
        .people = people,
        .shared_with = shared_with,
        .valid_from = DAY_NONE,
        .valid_to = DAY_NONE,
    };
}

static void
counts_shared_people_once(void)
{
    Structure branch = { .code = "PR", .staff = -1 }, centre = { .code = "SR", .staff = -1 };
    Structure grocery = { .code = "KP", .staff = 4 };
    const Post own = post(&branch, 2, NULL), shared = post(&branch, 1, &centre);
    const Post *of_branch[] = { &own, &shared };
    const Post *of_centre[] = { &shared };
    const Structure *all[] = { &branch, &centre, &grocery };
    const Structure *without_the_branch[] = { &centre, &grocery };

    branch.posts = of_branch;
    branch.n_posts = 2;
    centre.posts = of_centre;
    centre.n_posts = 1;
    CHECK(structures_staff(&all[0], 1, TODAY).people == 3);
    CHECK(structures_staff(&all[1], 1, TODAY).people == 1);
    CHECK(structures_staff(all, 3, TODAY).people == 7);
    CHECK(structures_staff(without_the_branch, 2, TODAY).people == 5);
}

static void
does_not_know_what_nobody_said(void)
{
    Structure branch = { .code = "PR", .staff = -1 };
    Post vague = post(&branch, -1, NULL), gone = post(&branch, 5, NULL);
    const Post *posts[] = { &vague, &gone };
    const Structure *one[] = { &branch };

    CHECK(structures_staff(one, 1, TODAY).people == -1);
    CHECK(!structures_staff(one, 1, TODAY).at_least);
    gone.valid_to = TODAY - 1;
    branch.posts = posts;
    branch.n_posts = 2;
    CHECK(structures_staff(one, 1, TODAY).people == -1);
    CHECK(structures_staff(one, 1, TODAY).at_least);
    CHECK(structures_staff(one, 1, TODAY - 1).people == 5);
}

static void
tells_until_when_it_is_paid(void)
{
    const Funding fundings[] = {
        { .amount = -1, .valid_from = TODAY - 100, .valid_to = TODAY - 1 },
        { .amount = -1, .valid_from = TODAY - 50, .valid_to = TODAY + 30 },
        { .amount = -1, .valid_from = TODAY + 31, .valid_to = DAY_NONE },
    };
    Structure structure = { .fundings = fundings, .n_fundings = 2 };

    CHECK(structure_funding_ends_on(&structure, TODAY) == TODAY + 30);
    CHECK(structure_funding_ends_on(&structure, TODAY + 31) == DAY_NONE);
    structure.n_fundings = 3;
    CHECK(structure_funding_ends_on(&structure, TODAY + 31) == DAY_NONE);
}

static const UnitTest tests[] = {
    { "chooses the largest", chooses_the_largest },
    { "leaves a tie a tie", leaves_a_tie_a_tie },
    { "does not take what nobody counted for small", does_not_take_what_nobody_counted_for_small },
    { "looks at those of the kind and the day", looks_at_those_of_the_kind_and_the_day },
    { "tells the last answer until the day", tells_the_last_answer_until_the_day },
    { "counts shared people once", counts_shared_people_once },
    { "does not know what nobody said", does_not_know_what_nobody_said },
    { "tells until when it is paid", tells_until_when_it_is_paid },
};

UNIT_MAIN(tests)
