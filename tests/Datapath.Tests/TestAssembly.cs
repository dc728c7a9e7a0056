using K8sMirror.Testing;

[assembly: AssemblyFixture(typeof(KernelFixture))]
