namespace NextModel.Policies;

/// <summary>Why a target is not called.</summary>
/// <param name="Kind">What kind of reason it is; decides the code of a refusal.</param>
/// <param name="Reason">In words, without a full stop.</param>
public sealed record TargetRejection(RejectionKind Kind, string Reason);
