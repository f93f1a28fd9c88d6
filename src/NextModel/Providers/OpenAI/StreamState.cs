namespace NextModel.Providers.OpenAI;

/// <summary>Where a streamed answer stands.</summary>
internal enum StreamState
{
    /// <summary>More is to come.</summary>
    Open = 0,

    /// <summary>Complete: every choice has ended.</summary>
    Ended = 1,

    /// <summary>It failed or broke; <see cref="Clients.IAnswerStream.Failure"/> says why.</summary>
    Failed = 2,
}
