using K8sMirror.Bpf.Interop;

namespace K8sMirror.Bpf.Files;

/// <summary>A folder claimed for this process (flock(2)); the kernel gives it up with the process, however that ends.</summary>
public sealed class FolderLock : IDisposable
{
    private readonly KernelHandle folder;

    private FolderLock(KernelHandle folder) => this.folder = folder;

    /// <summary>Claims it, or gives null if somebody else has it: another process, or another lock of this one.</summary>
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

    /// <summary>Gives it up.</summary>
    public void Dispose() => folder.Dispose();
}
