#include "ledger/epcis_merge.h"

#include <stdlib.h>

struct sy_merged *sy_merged_at(const struct sy_merged_stack *stack, size_t index)
{
    struct sy_merged *all = (struct sy_merged *)(void *)stack->buffer.data;

    sy_assert(index < stack->buffer.len / sizeof(*all));
    return &all[index];
}

static size_t height(const struct sy_merged_stack *stack)
{
    return stack->buffer.len / sizeof(struct sy_merged);
}

enum sy_err sy_epcis_merge(struct sy_merged_stack *stack, const struct sy_epcis_parts *parts,
                           struct sy_merged_range *out)
{
    struct sy_wire wire[SY_PART_KINDS];
    struct sy_merged next[SY_PART_KINDS] = {0};
    bool more[SY_PART_KINDS];
    size_t from = height(stack);
    enum sy_err err = SY_OK;

    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        wire[i] = sy_wire_open(parts->body[i]);
        next[i].kind = (enum sy_part_kind)(i + 1);
        err = sy_wire_next(&wire[i], &next[i].field);
        more[i] = err == SY_OK;
        if (err == SY_BAD_ENCODING)
            return err;
    }
    for (;;) {
        unsigned least = SY_PART_KINDS;

        for (unsigned i = 0; i < SY_PART_KINDS; i++) {
            if (more[i] &&
                (least == SY_PART_KINDS || next[i].field.number < next[least].field.number))
                least = i;
        }
        if (least == SY_PART_KINDS)
            break;
        sy_buffer_put(&stack->buffer, &next[least], sizeof(next[least]));
        err = sy_wire_next(&wire[least], &next[least].field);
        more[least] = err == SY_OK;
        if (err == SY_BAD_ENCODING || stack->buffer.err != SY_OK)
            break;
    }
    if (stack->buffer.err != SY_OK || err == SY_BAD_ENCODING) {
        err = err == SY_BAD_ENCODING ? err : SY_NO_MEMORY;
        stack->buffer.len = from * sizeof(struct sy_merged);
        return err;
    }
    *out = (struct sy_merged_range){from, height(stack)};
    return SY_OK;
}

void sy_epcis_merge_pop(struct sy_merged_stack *stack, struct sy_merged_range range)
{
    sy_assert(range.from <= height(stack));
    stack->buffer.len = range.from * sizeof(struct sy_merged);
}

struct sy_merged_range sy_epcis_merge_find(const struct sy_merged_stack *stack,
                                           struct sy_merged_range range, uint32_t number)
{
    struct sy_merged_range found = {range.from, range.from};

    while (found.from < range.to && sy_merged_at(stack, found.from)->field.number < number)
        found.from++;
    found.to = found.from;
    while (found.to < range.to && sy_merged_at(stack, found.to)->field.number == number)
        found.to++;
    return found;
}

static int compare(const void *a, const void *b)
{
    const struct sy_merged *left = a;
    const struct sy_merged *right = b;

    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return left->field.bytes.data < right->field.bytes.data ? -1 : 1;
}

void sy_epcis_merge_elements(struct sy_merged_stack *stack, struct sy_merged_range list)
{
    bool sorted = true;

    for (size_t i = list.from; i < list.to; i++) {
        struct sy_merged *element = sy_merged_at(stack, i);
        struct sy_wire wire = sy_wire_open(element->field.bytes);
        struct sy_wire_field first;

        element->at = 0;
        if (sy_wire_next(&wire, &first) == SY_OK && first.number == 1)
            element->at = first.value;
        if (i > list.from && compare(sy_merged_at(stack, i - 1), element) > 0)
            sorted = false;
    }
    if (!sorted)
        qsort(sy_merged_at(stack, list.from), list.to - list.from, sizeof(struct sy_merged),
              compare);
}

struct sy_epcis_parts sy_epcis_merge_next(const struct sy_merged_stack *stack,
                                          struct sy_merged_range list, size_t *index)
{
    struct sy_epcis_parts element = {0};
    bool taken[SY_PART_KINDS] = {false};
    uint64_t at = sy_merged_at(stack, *index)->at;

    while (*index < list.to && sy_merged_at(stack, *index)->at == at) {
        const struct sy_merged *piece = sy_merged_at(stack, *index);

        if (taken[piece->kind - 1])
            break; /* two of one place in one part: an element of its own */
        taken[piece->kind - 1] = true;
        element.body[piece->kind - 1] = piece->field.bytes;
        ++*index;
    }
    return element;
}

struct sy_bytes sy_epcis_field(struct sy_bytes message, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == number)
            return field.bytes;
    }
    return (struct sy_bytes){NULL, 0};
}
