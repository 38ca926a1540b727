use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 32];
        layer l1 = softmax;
        output y = l1(x);
    }
}

fn main() {}
