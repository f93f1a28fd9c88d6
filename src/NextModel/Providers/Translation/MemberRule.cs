namespace NextModel.Providers.Translation;

/// <summary>What one dialect makes of one member of a chat request.</summary>
/// <param name="Name">The member.</param>
/// <param name="Treatment">What becomes of it.</param>
/// <param name="Remark">As what it is sent, or why not: the same words as in docs/reference/dialects.md and, after the member's name, in
/// the refusal.</param>
internal sealed record MemberRule(string Name, MemberTreatment Treatment, string Remark);
