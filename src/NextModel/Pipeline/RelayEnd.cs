namespace NextModel.Pipeline;

/// <summary>How a relayed stream ended.</summary>
internal enum RelayEnd
{
    /// <summary>The source finished; the last event is still to be sent.</summary>
    Ended,

    /// <summary>The source failed or broke off.</summary>
    Broke,

    /// <summary>The caller left.</summary>
    CallerLeft,
}
