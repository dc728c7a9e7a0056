using K8sMirror.Bpf.Interop;

namespace K8sMirror.Bpf.Files;

/// <summary>A folder locked by this process (flock(2)); the kernel releases it when the process ends, even if it is killed.</summary>
public sealed class FolderLock : IDisposable
{
    private readonly KernelHandle folder;

    private FolderLock(KernelHandle folder) => this.folder = folder;

    /// <summary>Takes the lock; null if it is taken: by another process, or by another lock of this one.</summary>
    /// <exception cref="KernelException">There is no such folder.</exception>
    public static FolderLock? TryTake(string path)
    {
        var folder = KernelHandle.OpenRead(path);
        using (var use = folder.Use())
        {
            if (UndeclaredCalls.flock(use.Descriptor, UndeclaredCalls.LOCK_EX | UndeclaredCalls.LOCK_NB) == 0)
            {
                return new(folder);
            }
        }
        folder.Dispose();
        return null;
    }

    /// <summary>Releases it.</summary>
    public void Dispose() => folder.Dispose();
}
