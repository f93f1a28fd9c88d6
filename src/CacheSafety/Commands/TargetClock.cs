using System.Globalization;

namespace CacheSafety.Commands;

/// <summary>The ways to let entries of a target grow old, for <see cref="BlackBox.ProbeOptions.AgeTo"/>.</summary>
internal static class TargetClock
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>
    /// Waits. The cases are written for entries of 24 hours; so a part of a day is the same part of the target's time to live, and whatever is
    /// older than a day waits a tenth and a second longer than that.
    /// </summary>
    /// <param name="timeToLive">How long the target keeps an entry.</param>
    /// <param name="time">Measures.</param>
    public static Func<TimeSpan, CancellationToken, Task> Waiting(TimeSpan timeToLive, TimeProvider time)
    {
        var waited = TimeSpan.Zero;
        return async (age, cancellationToken) =>
        {
            var wanted = age <= Day ? timeToLive * (age / Day) : (timeToLive * 1.1) + TimeSpan.FromSeconds(1);
            if (wanted > waited)
            {
                await Task.Delay(wanted - waited, time, cancellationToken);
                waited = wanted;
            }
        };
    }

    /// <summary>Lets a program put the target's clock forward; it is given the seconds to add.</summary>
    public static Func<TimeSpan, CancellationToken, Task> SetBy(string program)
    {
        var passed = TimeSpan.Zero;
        return async (age, cancellationToken) =>
        {
            var seconds = (long)Math.Ceiling((age - passed).TotalSeconds);
            if (seconds > 0)
            {
                await TargetProgram.RunAsync(
                    program, seconds.ToString(CultureInfo.InvariantCulture), "the target's clock is that many seconds later", cancellationToken);
                passed = age;
            }
        };
    }
}
