namespace NextModel.Responses;

/// <summary>Responses over restarts, each in its project. Expired ones are as good as gone.</summary>
/// <remarks>All of it fails with <see cref="ResponseStoreException"/> when the storage does.</remarks>
public interface IResponseStore
{
    /// <summary>Most bytes that the responses of one project take: 1 GiB.</summary>
    const long DefaultProjectBytes = 1L << 30;

    /// <summary>Keeps a response; then the project's oldest ones beyond its limit are deleted. One of the same id stays as it is.</summary>
    ValueTask KeepAsync(ResponseRow row);

    /// <summary>The response of that id; null when there is none in the project. Its <see cref="ResponseRow.Items"/> are not read.</summary>
    ValueTask<ResponseRow?> FindAsync(string organization, string project, string id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The newest response that has an item of that id, likewise.</summary>
    ValueTask<ResponseRow?> FindByItemAsync(string organization, string project, string item, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes a response; false when there is none of that id.</summary>
    ValueTask<bool> DeleteAsync(string organization, string project, string id);

    /// <summary>Deletes all responses of a project, and returns how many there were.</summary>
    ValueTask<int> DeleteProjectAsync(string organization, string project);

    /// <summary>Deletes what has expired by <paramref name="now"/> and returns how many that were.</summary>
    ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
