#include "proto/err.h"

struct row {
    const char *name;
    enum sy_err_class class;
    enum sy_grpc grpc;
};

#define ROW(constant, class, grpc, name) [constant] = {name, SY_CLASS_##class, SY_GRPC_##grpc},
static const struct row rows[SY_ERR_COUNT] = {SY_ERR_LIST(ROW)};
#undef ROW

static bool known(enum sy_err err)
{
    return (unsigned)err < SY_ERR_COUNT;
}

const char *sy_err_name(enum sy_err err)
{
    return known(err) ? rows[err].name : "unknown_error";
}

enum sy_err sy_err_from_name(struct sy_bytes name)
{
    for (unsigned i = 0; i < SY_ERR_COUNT; i++) {
        if (sy_bytes_equal(name, sy_text(rows[i].name)))
            return (enum sy_err)i;
    }
    return SY_INTERNAL;
}

enum sy_err_class sy_err_class(enum sy_err err)
{
    return known(err) ? rows[err].class : SY_CLASS_FAULT;
}

enum sy_grpc sy_err_grpc(enum sy_err err)
{
    return known(err) ? rows[err].grpc : SY_GRPC_INTERNAL;
}

const char *sy_grpc_name(enum sy_grpc code)
{
    switch (code) {
    case SY_GRPC_OK:
        return "OK";
    case SY_GRPC_INVALID_ARGUMENT:
        return "INVALID_ARGUMENT";
    case SY_GRPC_DEADLINE_EXCEEDED:
        return "DEADLINE_EXCEEDED";
    case SY_GRPC_NOT_FOUND:
        return "NOT_FOUND";
    case SY_GRPC_ALREADY_EXISTS:
        return "ALREADY_EXISTS";
    case SY_GRPC_PERMISSION_DENIED:
        return "PERMISSION_DENIED";
    case SY_GRPC_RESOURCE_EXHAUSTED:
        return "RESOURCE_EXHAUSTED";
    case SY_GRPC_FAILED_PRECONDITION:
        return "FAILED_PRECONDITION";
    case SY_GRPC_UNIMPLEMENTED:
        return "UNIMPLEMENTED";
    case SY_GRPC_INTERNAL:
        return "INTERNAL";
    case SY_GRPC_UNAVAILABLE:
        return "UNAVAILABLE";
    case SY_GRPC_DATA_LOSS:
        return "DATA_LOSS";
    case SY_GRPC_UNAUTHENTICATED:
        return "UNAUTHENTICATED";
    }
    return "UNKNOWN";
}
