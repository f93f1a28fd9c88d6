namespace NextModel.Providers.Translation;

/// <summary>
/// The body that was made to see whether the first target of a route can be told the request at all: sent as it is when the request comes to be
/// sent there, so that it is translated once.
/// </summary>
internal sealed class FirstTranslation(in TranslationJob job, Translated translated) : IDisposable
{
    private readonly TranslationJob _job = job;
    private readonly long? _bound = job.Bound;
    private readonly decimal? _temperature = job.Request.TemperatureBound;
    private Translated? _translated = translated;

    /// <summary>The body, which is the taker's from now on; null when it was made for another job, or was taken.</summary>
    /// <remarks>A budget may have set or lowered the bound on output since: then the body is made again.</remarks>
    public Translated? Take(in TranslationJob job)
    {
        if (job != _job || job.Bound != _bound || job.Request.TemperatureBound != _temperature)
        {
            return null;
        }

        var taken = _translated;
        _translated = null;
        return taken;
    }

    public void Dispose() => _translated?.Dispose();
}
