// fails: time
#include <stdio.h>

int main(void)
{
    puts("Start Greeting... to: Kabir at: 2025-08-30 15:02:31.222324\n"
         "Start Greeting... to: Rahul at: 2025-08-30 15:02:31.222527\n"
         "Start Greeting... to: Abhi at: 2025-08-30 15:02:31.222567\n"
         "Finished Greeting! Kabir at: 2025-08-30 15:02:33.224843\n"
         "Finished Greeting! Rahul at: 2025-08-30 15:02:33.224960\n"
         "Finished Greeting! Abhi at: 2025-08-30 15:02:33.224983");
    return 0;
}
