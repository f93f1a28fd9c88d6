namespace NextModel.Credits;

/// <summary>What is to be posted for an order, or what has been posted for it before.</summary>
/// <param name="Posting">Null when it stands there already.</param>
/// <param name="Hold">What is held back until it is posted; null when nothing is taken, or it may take more than there is.</param>
/// <param name="Posted">What stands there already.</param>
internal sealed record CreditPlan(CreditPosting? Posting, CreditHold? Hold, PostedTransfer? Posted);
