using NextModel.Providers;

namespace NextModel.Pipeline;

/// <summary>An upstream call whose caller has left while others wait for its answer: the next of them owns it, and pays for it.</summary>
/// <param name="Call">The call under way.</param>
/// <param name="Attempts">How it came about; they move to the new owner's receipt.</param>
/// <param name="Stop">What stops it.</param>
internal sealed record HandedOver(UpstreamCall Call, IReadOnlyList<Attempt> Attempts, UpstreamStop Stop) : IDisposable
{
    /// <summary>Ends the call.</summary>
    public void Dispose()
    {
        Call.Dispose();
        Stop.Dispose();
    }
}
