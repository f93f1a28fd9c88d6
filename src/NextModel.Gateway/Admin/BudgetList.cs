namespace NextModel.Gateway.Admin;

/// <summary>Answer of <c>GET /api/admin/v1/budgets</c>: all as of one moment, oldest first.</summary>
public sealed record BudgetList(IReadOnlyList<BudgetView> Data);
