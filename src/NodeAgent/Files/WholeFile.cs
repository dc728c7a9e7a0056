namespace K8sMirror.NodeAgent.Files;

/// <summary>Files of which readers see the old content or the new, never a part.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file, and renames; creates the folder. Does not sync: after a power cut the file may be damaged.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It could not be written; the file is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder's mode, or a folder in the file's place.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            write(file);
        }
        File.Move(fresh, path, overwrite: true);
    }
}
