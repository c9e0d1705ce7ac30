#include "explore/log.h"

static size_t padded(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

bool log_next_schedule(struct log_reader *r, struct log_schedule *out)
{
    size_t room = (size_t)(r->end - r->at);
    const struct rt_schedule *head = (const struct rt_schedule *)r->at;
    if (room < sizeof *head || head->size < sizeof *head || head->size > room || head->size % 8 ||
        head->deviation_count > RT_MAX_DEVIATIONS)
        return false;
    size_t deviations = padded(head->deviation_count * sizeof(struct rt_deviation));
    if (deviations > head->size - sizeof *head)
        return false;
    out->head = head;
    out->deviations = (const struct rt_deviation *)(head + 1);
    out->records = (struct log_reader){r->at + sizeof *head + deviations, r->at + head->size};
    r->at += head->size;
    return true;
}

const struct rt_record *log_next_record(struct log_reader *r)
{
    const struct rt_record *record = (const struct rt_record *)r->at;
    size_t room = (size_t)(r->end - r->at);
    if (room < sizeof *record || record->size > room - sizeof *record ||
        padded(record->size) > room - sizeof *record)
        return NULL;
    r->at += sizeof *record + padded(record->size);
    return record;
}
