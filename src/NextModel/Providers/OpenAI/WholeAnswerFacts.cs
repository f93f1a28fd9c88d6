namespace NextModel.Providers.OpenAI;

/// <summary>What reading an answer tells besides the answer.</summary>
/// <param name="UpstreamId">The source's id for it; null when it gave none.</param>
/// <param name="EndedOddly">A choice did not say why it ended, or in a word nobody has documented; or a stream told parts in another order.</param>
internal readonly record struct WholeAnswerFacts(string? UpstreamId, bool EndedOddly);
