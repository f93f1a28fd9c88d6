namespace NextModel.Limits;

/// <summary>How much there is of one limit on what a minute may take. Only under the limiter's lock.</summary>
internal abstract class RateMeter
{
    /// <summary>Lets in what has come since the last call.</summary>
    public abstract void Fill(long perMinute, long now, TimeProvider time);

    /// <summary>What is there, rounded down; 0 when it is overdrawn.</summary>
    public abstract long Remaining(long perMinute);

    /// <summary>How long until <paramref name="cost"/> can be taken; zero when it can.</summary>
    public abstract TimeSpan WaitFor(double cost, long perMinute);

    /// <summary>How long until a whole minute's worth is there again if nothing more is taken.</summary>
    public abstract TimeSpan UntilFull(long perMinute);

    /// <summary>Takes <paramref name="cost"/> out, or, negative, puts it back. It may be overdrawn by what nobody knew before.</summary>
    public abstract void Take(double cost);

    /// <summary>Somebody wants <paramref name="cost"/>, whether or not there is so much.</summary>
    public virtual void Ask(double cost)
    {
    }
}
