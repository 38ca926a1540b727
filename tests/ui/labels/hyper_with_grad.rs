use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        #[grad] hyper rate: scalar;
        loss = mean(x * rate);
    }
}

fn main() {}
