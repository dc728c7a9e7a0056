using System.Text.Json;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// The last spec on disk, for an agent that starts while the API server is away. Written whole and renamed, so that a power cut leaves the old
/// one or the new one. Its time of modification says when the server last confirmed it.
/// </summary>
internal sealed class StateFile(string folder, string node)
{
    private string Name => Path.Combine(folder, "nodemirror.json");

    /// <summary>What was saved and when it was last confirmed; null if there is nothing that this version can read.</summary>
    public (SavedSpec Spec, DateTimeOffset ConfirmedAt)? Load()
    {
        try
        {
            var saved = JsonSerializer.Deserialize(File.ReadAllBytes(Name), StateJsonContext.Default.SavedSpec);
            return saved is not null && saved.Node == node ? (saved, File.GetLastWriteTimeUtc(Name)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Saves.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public void Save(SavedSpec spec)
    {
        Directory.CreateDirectory(folder);
        var fresh = Name + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, spec, StateJsonContext.Default.SavedSpec);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, Name, overwrite: true);
    }

    /// <summary>The server says that it is still so.</summary>
    public void Confirm(DateTimeOffset now)
    {
        try
        {
            File.SetLastWriteTimeUtc(Name, now.UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is saved, or no longer; the next change of the spec saves again, and says what hinders it.
        }
    }

    /// <summary>The server says that there is nothing to mirror.</summary>
    public void Delete() => File.Delete(Name);
}
