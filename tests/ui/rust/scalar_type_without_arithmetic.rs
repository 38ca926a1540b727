use keisan::graph;

graph! {
    /// One activation.
    pub graph G<T, const B: usize> {
        input x: [B, 4];
        output h = relu(x);
    }
}

fn main() {
    G::<i32, 3>::boxed();
}
