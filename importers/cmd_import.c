/* SPDX-License-Identifier: EUPL-1.2 */

/* mitroa import REGISTER FILE...: a file becomes part of a register, all of it or nothing. */

#include "importers/import.h"

#include "registry/base/command.h"

int
cmd_import(int argc, char **argv)
{
    return import_command(argc, argv, /* write= */ true);
}
