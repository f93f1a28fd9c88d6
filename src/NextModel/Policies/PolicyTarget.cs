namespace NextModel.Policies;

/// <summary>A model that a route may send a request to.</summary>
/// <param name="Name">Catalog id, <c>source/id</c>, or an alias.</param>
/// <param name="Weight">Its share for the strategy <c>weighted</c>, 0 to 1000; others do not look at it.</param>
public readonly record struct PolicyTarget(string Name, int Weight = 1);
