/* SPDX-License-Identifier: EUPL-1.2 */

/* mitroa check REGISTER FILE...: what an import would refuse, found without a database. */

#include "importers/import.h"

#include "registry/base/command.h"

int
cmd_check(int argc, char **argv)
{
    return import_command(argc, argv, /* write= */ false);
}
