/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/command.h"
#include "registry/base/identifier.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
        "Χρήση: mitroa key create ΑΡΧΕΙΟ\n\n"
        "Φτιάχνει το κλειδί με το οποίο ΑΜΚΑ και ΑΦΜ γίνονται δείκτες. Το αρχείο μένει έξω από τη\n"
        "βάση και το διαβάζει μόνο ο κάτοχός του (0600). Αν χαθεί, κανένα πρόσωπο του μητρώου δεν\n"
        "ξαναβρίσκεται από τον ΑΜΚΑ του: κρατήστε αντίγραφο, χωριστά από τα αντίγραφα της βάσης.\n"
        "Αρχείο που υπάρχει ήδη δεν αντικαθίσταται.\n";

int
cmd_key(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        (void) fputs(help, stdout);
        return EXIT_DONE;
    }
    if (argc != 3 || strcmp(argv[1], "create") != 0) {
        (void) fputs(help, stderr);
        return EXIT_USAGE;
    }
    return identifier_key_create(argv[2]) == 0 ? EXIT_DONE : EXIT_SYSTEM;
}
