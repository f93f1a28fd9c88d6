namespace NextModel.Caching;

/// <summary>What must be known of a fresh answer to judge whether it may be replayed.</summary>
/// <param name="Complete">Status 200 and whole: nothing broke, nothing is missing.</param>
/// <param name="AllChoicesStopOrToolCalls">Every choice ended with <c>stop</c> or <c>tool_calls</c>; true for embeddings.</param>
/// <param name="Refused">A choice carries a refusal.</param>
/// <param name="Filtered">A content filter cut or blocked something.</param>
/// <param name="FirstTarget">It came from the route's first target, the only one that is looked up.</param>
public readonly record struct AnswerFacts(bool Complete, bool AllChoicesStopOrToolCalls, bool Refused, bool Filtered, bool FirstTarget);
